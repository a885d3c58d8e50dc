"""Tests of the tests: a bot that buys on a guess, or mixes panels up, is found out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlmodel import col, select

from bot.app import App
from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.orders.jobs.status_checks import StatusChecker
from bot.orders.jobs.submitter import Submitter
from bot.orders.rules.states import ENDED
from bot.orders.tables import Order
from bot.panel.api.client import PanelClient
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import BusyError, PanelError, UnclearError
from bot.panel.api.reader import Placed
from bot.sandbox.panel.faults import Fault
from bot.workers import of_panel
from tests.chaos import panel_books
from tests.chaos.panel_storm import GENUINE, REAL, merge, read_lists, stock
from tests.conftest import Bench
from tests.ordering import fill
from tests.proof import proof

pytestmark = [proof, pytest.mark.parametrize("panel_count", [3])]

_send: Callable[[Submitter, Order], Awaitable[Placed | PanelError]] = Submitter._send
LINKS = [f"https://www.instagram.com/{name}/" for name in ("one", "two", "three")]


async def _guess(self: Submitter, order: Order) -> Placed | PanelError:
    """Take an answer that proves nothing for a proof that nothing was bought."""
    outcome = await _send(self, order)
    return BusyError(outcome.text) if isinstance(outcome, UnclearError) else outcome


class _AskingTheFirst(StatusChecker):
    """Asks the first panel about the orders of all: it has orders with the same numbers."""

    first: PanelClient

    def __init__(self, database: Database, panel: ConnectedPanel, options: WorkerOptions) -> None:
        if panel.id == 1:
            type(self).first = panel.client
        super().__init__(database, replace(panel, client=self.first), options)


async def started(bench: Bench) -> App:
    """Start the bot, and wait until people can order at all panels."""
    await bench.connect_others()
    app = await bench.start(PROVIDER_REFILL_HOURS="0")
    await read_lists(app.database, len(bench.panels))
    await app.catalogue.refresh()
    return app


async def order_at_each(bench: Bench) -> None:
    """Order something at each panel; each is the first order there."""
    chat = bench.private()
    places = ("Followers", REAL), ("at Birch", GENUINE), ("at Cedar", GENUINE)
    for link, (category, name), panel in zip(LINKS, places, bench.panels, strict=True):
        await fill(chat, category, name, link)
        await chat.tap("Confirm")
        await panel.wait_for("add")


async def audited(bench: Bench, app: App) -> list[str]:
    async with app.database.read() as session:
        rows = (await session.execute(select(Order))).scalars().all()
    return panel_books.audit(bench.panels, rows, LINKS)


async def ended(app: App) -> None:
    """Wait until the bot takes all orders for ended."""
    query = select(Order.id).where(~col(Order.state).in_(ENDED))
    async with asyncio.timeout(30):
        while True:
            async with app.database.read() as session:
                if (await session.execute(query)).first() is None:
                    return
            await asyncio.sleep(0.05)


async def test_a_bot_that_mixes_nothing_up_is_let_off(bench: Bench) -> None:
    app = await started(bench)
    await order_at_each(bench)
    await ended(app)

    assert await audited(bench, app) == []


async def test_states_of_another_panels_orders_are_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_panel, "StatusChecker", _AskingTheFirst)
    bench.others[0].speed = 0.001
    app = await started(bench)
    await order_at_each(bench)
    bench.others[0].finish("1", "Canceled")
    await ended(app)

    found = await audited(bench, app)
    assert any(it.startswith("Birch says Canceled: ") and LINKS[1] in it for it in found), found
    assert any(it.startswith("Cedar has taken 0.72") and LINKS[2] in it for it in found), found


async def test_an_order_that_goes_elsewhere_on_a_guess_is_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Submitter, "_send", _guess)
    stock(bench.panels)
    app = await started(bench)
    await merge(app.database)
    await app.catalogue.refresh()
    bench.panel.faults.add("add", Fault.LOST_ANSWER, times=1)
    await fill(bench.private(), "Followers", REAL, LINKS[0])
    await bench.private().tap("Confirm")
    await bench.panel.wait_for("add")
    await bench.others[1].wait_for("add")  # Birch costs more than was agreed
    await ended(app)

    found = await audited(bench, app)
    assert f"bought 2 times, Alder 1, Cedar 1: {LINKS[0]}" in found
    assert f"Alder may have taken it, and then sent to Cedar: {LINKS[0]}" in found
