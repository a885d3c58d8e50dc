"""What is behind the bot: what the panels receive, and what a visitor breaks."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from bot.sandbox.page.breaking import Breaking
from bot.sandbox.page.calls import as_json
from bot.sandbox.page.payments import shown_payment
from bot.sandbox.page.streams import STREAM_SECONDS, Event, Streams
from bot.sandbox.panel.server import RecordedRequest, SandboxPanel
from bot.sandbox.telegram.stars import Stars

MOST_ENTRIES = 200
MOST_PAYMENTS = 10
"""Of the newest payments, that can be given back."""
MOST_ANSWER = 1500
"""Characters that are shown of an answer: a catalogue is long."""


@dataclass(eq=False)
class Entry:
    """Something that happened: a panel was called, or a note. `change` counts up."""

    id: int
    change: int
    panel: str = ""
    request: RecordedRequest | None = None
    note: str = ""
    at: float = 0.0

    def as_event(self) -> Event:
        """Return it for the page."""
        shown: Event = {
            "type": "entry",
            "id": self.id,
            "at": self.at,
            "panel": self.panel,
            "note": self.note,
        }
        call = self.request
        if call is None:
            return shown
        return shown | {
            "action": call.action,
            "params": call.params,
            "key": call.key,
            "answer": _shortened(json.dumps(call.answer, ensure_ascii=False)),
            "fault": call.fault.name if call.fault else None,
            "is_over": call.is_over,
        }


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_ANSWER else f"{text[:MOST_ANSWER]}…"


class Backstage:
    """Shows the page what each panel is asked, and lets it break things.

    Args:
        panels: with different names.
        kill: ends the bot without warning; the page offers it if there is one.
    """

    def __init__(self, *panels: SandboxPanel, kill: Callable[[], None] | None = None) -> None:
        self.kill = kill
        self._breaking = Breaking(panels, self._note_at)
        self._stars: Stars | None = None
        self._is_running = True
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._ids = itertools.count(1)
        self._changes = 0
        self._changed = asyncio.Event()
        self._streams = Streams()
        for panel in panels:
            panel.watch = partial(self._follow, panel)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the stream, and what breaks things."""
        router.add_get("/api/backstage", self._stream)
        router.add_post("/api/break", as_json(self._break))
        router.add_post("/api/give-back", as_json(self._give_back))

    def show_payments(self, stars: Stars) -> None:
        """Show what was paid in Stars, which Telegram can give back."""
        self._stars = stars
        stars.watch = self._wake

    def close(self) -> None:
        """End the streams."""
        self._streams.close()

    def add_entry(self, text: str) -> None:
        """Add a line between the panels' calls."""
        self._add(note=text)

    def _note_at(self, text: str, panel: SandboxPanel) -> None:
        self._add(note=text, panel=panel.name)

    def set_running(self, is_running: bool) -> None:
        """Say whether the bot runs."""
        self._is_running = is_running
        self._wake()

    def _follow(self, panel: SandboxPanel, request: RecordedRequest) -> None:
        for entry in self._entries:
            if entry.request is request:
                self._wake()
                entry.change = self._changes
                return
        self._add(request=request, panel=panel.name)

    def _add(self, **fields: Any) -> None:
        self._wake()
        self._entries.appendleft(Entry(next(self._ids), self._changes, at=time.time(), **fields))

    def _wake(self) -> None:
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        return await self._streams.serve(request, self._events())

    async def _events(self) -> AsyncIterator[Event | None]:
        seen = 0
        yield {"type": "hello"}  # what an earlier stream has shown is out of date
        while True:
            wake, fresh = self._changed, [it for it in self._entries if it.change > seen]
            seen = self._changes
            for entry in reversed(fresh):
                yield entry.as_event()
            yield self._state()
            while not wake.is_set():
                try:
                    await asyncio.wait_for(wake.wait(), STREAM_SECONDS)
                except TimeoutError:
                    yield None

    def _state(self) -> Event:
        return {
            "type": "state",
            "panels": self._breaking.state(),
            "is_running": self._is_running,
            "can_kill": self.kill is not None,
            **self._paid(),
        }

    def _paid(self) -> Event:
        if self._stars is None:
            return {"stars": 0, "payments": []}
        newest = list(self._stars.payments.values())[: -MOST_PAYMENTS - 1 : -1]
        payments = [shown_payment(payment) for payment in newest]
        return {"stars": self._stars.balance, "payments": payments}

    async def _give_back(self, body: dict[str, Any]) -> dict[str, Any]:
        payments = self._stars.payments if self._stars is not None else {}
        payment = payments.get(str(body.get("charge_id")))
        if self._stars is None or payment is None:
            raise web.HTTPNotFound(text="There is no such payment.")
        whose = f"⭐️{payment.invoice.stars} of {payment.person.name}"
        if body.get("notify"):
            self._stars.give_back(payment)
            self.add_entry(f"Telegram has refunded {whose}, and tells the bot")
        else:
            self._stars.charge_back(payment)
            self.add_entry(f"{whose} were charged back. Nobody tells the bot")
        return {}

    async def _break(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("what") != "kill":
            await self._breaking.turn(body)
        elif self.kill is not None and self._is_running:
            self.kill()
        else:
            raise web.HTTPBadRequest(text="That cannot be broken.")
        return {}
