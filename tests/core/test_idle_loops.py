"""Loops with nothing to do leave the database to others: SQLite has one writer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue.jobs import CatalogueSync
from bot.chats.jobs import Forgetter
from bot.chats.tables import Forgotten
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE, Leases
from bot.core.loops.options import WorkerOptions
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from bot.panel.rules.statuses import StatusReport, WordKind
from bot.panel.service import status_words, syncs
from bot.panel.service.taught_words import TaughtWords
from bot.spending.jobs import Approvals
from tests.conftest import until
from tests.migrated import migrated_file
from tests.order_log import an_order, write

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
OPTIONS = WorkerOptions(owners=(7,), clock=lambda: NOW)


class Watched(Database):
    """A database that knows which transactions were begun to write, and whether durable."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.begun: list[bool] = []

    @asynccontextmanager
    async def begin(self, *, durable: bool = True) -> AsyncIterator[AsyncSession]:
        self.begun.append(durable)
        async with super().begin(durable=durable) as session:
            yield session


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(migrated_file())
    database = Watched(f"sqlite:///{file}")
    yield database
    await database.close()


async def test_what_nobody_has_answered_is_ended_when_it_is_due(watched: Watched) -> None:
    asked = an_order(1, NOW, state=OrderState.REQUOTED, state_at=NOW - timedelta(days=6))
    await write(watched, [asked], NOW)
    watched.begun.clear()
    assert not await Approvals(watched, OPTIONS).step()
    assert watched.begun == []
    later = WorkerOptions(clock=lambda: NOW + timedelta(days=2))
    await Approvals(watched, later).step()
    assert watched.begun == [True]


async def test_nobody_is_forgotten_before_it_is_time(watched: Watched) -> None:
    later = NOW + timedelta(hours=1)
    async with watched.begin() as session:
        session.add(Forgotten(user_id=7, asked_at=NOW, due_at=later))
    watched.begun.clear()
    assert not await Forgetter(watched, OPTIONS, ()).step()
    assert watched.begun == []
    assert await Forgetter(watched, WorkerOptions(clock=lambda: later), ()).step()
    assert watched.begun == [True]


async def test_a_list_that_is_not_due_is_not_begun(watched: Watched) -> None:
    client = PanelClient(PanelOptions(url="http://127.0.0.1:9/", key="key"))
    async with watched.begin() as session:
        await syncs.set_next(session, 1, NOW + timedelta(minutes=1))
    watched.begun.clear()
    await CatalogueSync(watched, ConnectedPanel(1, client), OPTIONS).step()
    assert watched.begun == []
    await client.aclose()


async def test_a_word_for_which_there_is_no_room_is_only_looked_for(watched: Watched) -> None:
    said = {str(number): f"word {'x' * number}" for number in range(1, status_words.MOST + 1)}
    async with watched.begin() as session:
        await status_words.record(session, WordKind.ORDER, said, (7,), NOW)
    watched.begun.clear()
    report = StatusReport(state=None, word="one more")
    assert await TaughtWords(watched, OPTIONS).of_orders({"1": report}) == {"1": report}
    assert watched.begun == []


async def test_a_lease_is_renewed_without_waiting_for_the_disk(watched: Watched) -> None:
    await write(watched, [an_order(1, NOW)], NOW)
    async with watched.begin() as session:
        order = await session.get_one(Order, 1)
        order.lease_until, order.lease_holder = NOW, "me"
    watched.begun.clear()
    leases, stop = Leases(watched, lambda: NOW), asyncio.Event()
    with leases.held(order):
        renewing = asyncio.create_task(leases.run(stop))
        await until(lambda: bool(watched.begun))
        stop.set()
        await renewing
    assert watched.begun == [False]
    async with watched.read() as session:
        assert (await session.get_one(Order, 1)).lease_until == NOW + LEASE
