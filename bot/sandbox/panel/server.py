"""The sandbox panel as a server on loopback."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web

from bot.sandbox.arrivals import Arrivals
from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.panel.actions import Shop
from bot.sandbox.panel.catalogue import make_services
from bot.sandbox.panel.dialects import Dialect
from bot.sandbox.panel.failures import after, before
from bot.sandbox.panel.faults import Fault, Faults, Injected
from bot.sandbox.panel.fields import PanelRefusal
from bot.sandbox.panel.orders import REFILL_WAIT_SECONDS, PanelClock, PanelOrder

_PATH = "/api/v2"
_SHOWN_OF_KEY = 4


@dataclass
class RecordedRequest:
    """A request that has arrived.

    Attributes:
        key: as it may be shown, all but its end masked.
        answer: is set when the panel has looked at the call.
        fault: what goes wrong with it.
        code: the HTTP status of its answer; of one that was lost it says nothing.
        said: the text of what has left, which a fault may have made of the answer.
        is_over: its answer has left, or was lost.
    """

    action: str
    params: dict[str, str]
    key: str = ""
    answer: Any = None
    fault: Fault | None = None
    code: int = 0
    said: str = ""
    is_over: bool = False
    arrived_at: float = field(default_factory=time.monotonic)


class SandboxPanel:
    """A panel with orders in memory.

    Args:
        name: whose panel it is, where there are several.
        services: what it sells, as the API lists it; drawn by `seed` to `size` if not given.
        speed: 1.0 delivers an order within about 25 s.
        outcomes: lets a small share of the orders end partial or canceled.
        refill_wait: seconds, at speed 1.0, after the end of an order and after a refill was asked
            for, until it takes a refill; its words say 24 hours, as those of real panels do.
        first_number: the number of its first order.

    Attributes:
        delay: seconds that every call waits before it is looked at.
        requests: what has arrived, in order, whatever became of it.
        wait_for: waits for a request of an action.
        watch: is told of each request, when it has arrived and when it is over.
    """

    def __init__(
        self,
        *,
        name: str = "Sandbox",
        key: str = "sandbox-key",
        port: int = 0,
        services: list[dict[str, Any]] | None = None,
        size: int = 300,
        seed: int = 1,
        speed: float = 1.0,
        balance: Decimal = Decimal(100),
        currency: str = "USD",
        dialect: Dialect | None = None,
        outcomes: bool = False,
        refill_wait: float = REFILL_WAIT_SECONDS,
        first_number: int = 23501,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._arrivals = Arrivals[RecordedRequest](lambda request: request.action)
        self.requests = self._arrivals.all
        self.wait_for = self._arrivals.wait_for
        self.faults = Faults()
        self.delay = 0.0
        self.watch: Callable[[RecordedRequest], None] = lambda _: None
        self.name = name
        self.key = key
        self._shop = Shop(
            services if services is not None else make_services(size, seed),
            dialect=dialect or Dialect(),
            clock=PanelClock(clock, speed),
            balance=balance,
            currency=currency,
            draw=random.Random(seed) if outcomes else None,  # noqa: S311 - no secret
            refill_wait=refill_wait,
            first_number=first_number,
        )
        app = web.Application()
        app.router.add_post(_PATH, self._serve)
        self._server = LoopbackServer(app, port)

    async def start(self) -> None:
        """Serve; return when it listens."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop serving."""
        await self._server.stop()

    async def set_down(self, is_down: bool) -> None:
        """Refuse connections, or accept them again; what is under way is cut."""
        await (self._server.close_port() if is_down else self._server.open_port())

    @property
    def is_down(self) -> bool:
        """Return whether nobody is connected."""
        return not self._server.is_open

    @property
    def url(self) -> str:
        """Return the API's whole address."""
        return self._server.url + _PATH

    @property
    def services(self) -> list[dict[str, Any]]:
        """Return the catalogue, which may be changed while it runs."""
        return self._shop.services

    @property
    def orders(self) -> dict[str, PanelOrder]:
        """Return what was accepted, by id."""
        return self._shop.orders

    @property
    def charges(self) -> dict[str, Decimal]:
        """Return what each order has cost up to now, by id: the panel's own book."""
        return {number: order.charged for number, order in self._shop.orders.items()}

    @property
    def dialect(self) -> Dialect:
        """Return how it speaks."""
        return self._shop.dialect

    @property
    def currency(self) -> str:
        """Return the currency of its prices, as it says."""
        return self._shop.currency

    @property
    def balance(self) -> Decimal:
        """The money on the account."""
        return self._shop.balance

    @balance.setter
    def balance(self, balance: Decimal) -> None:
        self._shop.balance = balance

    @property
    def speed(self) -> float:
        """How fast orders are delivered."""
        return self._shop.clock.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._shop.clock.speed = speed

    def finish(self, order_id: str, status: str = "Completed", *, remains: int = 0) -> None:
        """End an order now."""
        self._shop.finish(order_id, status, remains)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        key, action = form.pop("key", ""), form.pop("action", "")
        recorded = RecordedRequest(action, form, _masked(key))
        await self._arrivals.add(recorded)
        self.watch(recorded)
        try:
            await asyncio.sleep(self.delay)
            response = await self._respond(request, recorded, key)
            recorded.code, recorded.said = response.status, response.text or ""
            return response
        finally:
            recorded.is_over = True
            self.watch(recorded)

    async def _respond(
        self, request: web.Request, recorded: RecordedRequest, key: str
    ) -> web.Response:
        action, form = recorded.action, recorded.params
        injected = self.faults.take(action, form)
        if injected is not None:
            recorded.fault = injected.fault
            failed = await before(injected, request)
            if failed is not None:
                return failed
        code, recorded.answer = self._answer(key, action, form, injected)
        if injected is not None:
            failed = await after(injected, request, recorded.answer)
            if failed is not None:
                return failed
        return web.json_response(recorded.answer, status=code)

    def _answer(
        self, key: str, action: str, params: dict[str, str], injected: Injected | None
    ) -> tuple[int, Any]:
        dialect = self._shop.dialect
        if key != self.key or (injected and injected.fault is Fault.WRONG_KEY):
            return dialect.failure("Invalid API key")
        if injected and injected.fault is Fault.REFUSAL:
            return dialect.failure(injected.text)
        try:
            answer = self._shop.call(action, params)
        except PanelRefusal as refusal:
            return dialect.failure(str(refusal))
        return dialect.add_http if action == "add" else 200, answer


def _masked(key: str) -> str:
    return "•" * max(0, len(key) - _SHOWN_OF_KEY) + key[-_SHOWN_OF_KEY:]
