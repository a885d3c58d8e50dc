"""What is behind the bot: what the panel receives, and what a visitor breaks."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.page.calls import as_json
from bot.sandbox.page.streams import STREAM_SECONDS, Event, Streams
from bot.sandbox.panel.faults import Fault, Injected
from bot.sandbox.panel.server import RecordedRequest, SandboxPanel

SLOW_SECONDS = 10.0
"""How long a slow panel takes for each call."""
MOST_ENTRIES = 200
MOST_ANSWER = 1500
"""Characters that are shown of an answer: a catalogue is long."""


@dataclass(eq=False)
class Entry:
    """Something that happened: the panel was called, or a note. `change` counts up."""

    id: int
    change: int
    request: RecordedRequest | None = None
    note: str = ""
    at: float = 0.0

    def as_event(self) -> Event:
        """Return it for the page."""
        shown: Event = {"type": "entry", "id": self.id, "at": self.at, "note": self.note}
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
    """Shows the page what the panel is asked, and lets it break things.

    Args:
        kill: ends the bot without warning; the page offers it if there is one.
    """

    def __init__(self, panel: SandboxPanel, *, kill: Callable[[], None] | None = None) -> None:
        self.kill = kill
        self._panel = panel
        self._is_running = True
        self._lost: Injected | None = None
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._ids = itertools.count(1)
        self._changes = 0
        self._changed = asyncio.Event()
        self._streams = Streams()
        panel.watch = self._follow

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the stream, and what breaks things."""
        router.add_get("/api/backstage", self._stream)
        router.add_post("/api/break", as_json(self._break))

    def close(self) -> None:
        """End the streams."""
        self._streams.close()

    def note(self, text: str) -> None:
        """Add a line between the panel's calls."""
        self._add(note=text)

    def set_running(self, is_running: bool) -> None:
        """Say whether the bot runs."""
        self._is_running = is_running
        self._wake()

    @property
    def _is_losing(self) -> bool:
        """The next answer to an order is still to be lost."""
        return self._lost is not None and self._lost in self._panel.faults

    def _follow(self, request: RecordedRequest) -> None:
        for entry in self._entries:
            if entry.request is request:
                self._wake()
                entry.change = self._changes
                return
        self._add(request=request)

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
            "balance": f"{self._panel.balance:.2f}",
            "is_running": self._is_running,
            "can_kill": self.kill is not None,
            "loses": self._is_losing,
            "is_slow": self._panel.delay > 0,
        }

    async def _break(self, body: dict[str, Any]) -> dict[str, Any]:
        what, on = body.get("what"), bool(body.get("on"))
        if what == "lose":
            self._lose(on)
        elif what == "slow":
            self._panel.delay = SLOW_SECONDS if on else 0.0
            seconds = f"{SLOW_SECONDS:.0f} seconds"
            self.note(f"The panel takes {seconds} for each call" if on else "The panel is quick")
        elif what == "kill" and self.kill is not None and self._is_running:
            self.kill()
        else:
            raise web.HTTPBadRequest(text="That cannot be broken.")
        return {}

    def _lose(self, on: bool) -> None:
        faults = self._panel.faults
        if self._lost is not None:
            faults.discard(self._lost)
        self._lost = faults.add("add", Fault.LOST_ANSWER, times=1) if on else None
        self.note(
            "The panel's next answer to an order will be lost" if on else "No answer will be lost"
        )
