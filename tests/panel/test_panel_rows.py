"""Which panel orders and services are of, on both databases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import col, select

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database.engine import Database, Session
from bot.core.database.migrate import MIGRATIONS
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import OrderState
from bot.orders.service.placing import Orderer, place
from bot.orders.service.status_requests import request
from bot.orders.service.transitions import mark_placed, transition
from bot.orders.service.unresolved import claim_number
from bot.orders.store import due_orders, orders, status_checks
from bot.orders.tables import Order
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.statuses import RefillState
from bot.panel.service import bot_state, connecting, panel_state, panels
from bot.panel.tables import PanelStatus
from bot.panel.vault import Vault
from bot.refills.store import requests
from bot.refills.tables import Refill
from tests.stock import stock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
S = OrderState
FIRST = PanelAccount("https://panel.example/api/v2", "key-1")
OTHER = PanelAccount("https://other.example/api/v2", "key-2")


async def recognised(database: Database, account: PanelAccount) -> bool:
    async with database.begin() as session:
        return await panels.recognise(session, account, [7], NOW) is not None


async def asked(database: Database) -> int:
    async with database.read() as session:
        return (await bot_state.get(session)).asked_panel_id or 0


def sold(number: str, rate: str = "1") -> Service:
    return Service(number, f"S{number}", "default", "C", Decimal(rate), 10, 9999, refill=Flag.YES)


async def an_order(session: Session, key: str, service_id: int, *ways: OrderState) -> Order:
    purchase = Purchase("S", {}, {"link": key}, 100, 100, key, key, Decimal("0.1"), "USD")
    service = await session.get_one(ServiceRow, service_id)
    by = Orderer(1, 7, "Max", None, None)
    made = await place(session, service, purchase, key=key, by=by, now=NOW)
    order = await orders.lock(session, made.id)
    for after in ways:
        if after is S.PLACED:
            await mark_placed(session, order, f"2350{order.id}", now=NOW, check_at=NOW)
        else:
            await transition(session, order, after, now=NOW)
    return order


@pytest.fixture
async def shop(database: Database) -> Database:
    """Return a database with orders at the first panel."""
    assert await recognised(database, FIRST)
    async with database.begin() as session:
        await stock(session, [sold("1"), sold("2")], NOW)
        session.add(Chat(id=1, type="private", title="T", language="en", created_at=NOW))
        await an_order(session, "queued", 1)
        await an_order(session, "lost", 1, S.SUBMITTING)
        unclear = await an_order(session, "unclear", 1, S.SUBMITTING, S.UNKNOWN)
        claim_number(session, unclear, "5", NOW)
        placed = await an_order(session, "placed", 2, S.SUBMITTING, S.PLACED)
        for state in (RefillState.QUEUED, RefillState.PENDING):
            session.add(
                Refill(
                    order_id=placed.id, user_name="Max", state=state, created_at=NOW, due_at=NOW
                )
            )
    return database


@pytest.mark.parametrize(
    ("url", "key", "is_it"),
    [
        ("https://panel.example/api/v2", "key-1", True),
        ("https://PANEL.example:443/api/v2/", "key-1", True),
        ("http://panel.example/api/v2", "key-1", False),
        ("https://panel.example:8443/api/v2", "key-1", False),
        ("https://panel.example/api/v1", "key-1", False),
        ("https://panel.example/api/v2?shop=2", "key-1", False),
        ("https://panel.example/api/v2", "key-2", False),
        ("https://panel.example/api/v2", "KEY-1", False),
    ],
)
async def test_an_account_is_known_again(
    database: Database, url: str, key: str, is_it: bool
) -> None:
    assert await recognised(database, FIRST)
    assert await recognised(database, PanelAccount(url, key)) is is_it
    async with database.read() as session:
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    assert len(notice) == (not is_it)


async def test_owners_are_asked_once_for_each_change(database: Database) -> None:
    assert await recognised(database, FIRST)
    for _ in range(3):
        assert not await recognised(database, OTHER)
    assert not await recognised(database, PanelAccount(OTHER.url, "key-3"))
    async with database.read() as session:
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    assert len(notice) == 2
    assert await recognised(database, FIRST)
    assert await asked(database) == 0
    assert "key-1" not in repr(FIRST)


async def due(database: Database) -> dict[str, list[Any]]:
    """Take all that would be sent to the panel that is worked with, or asked about there."""
    async with database.begin() as session:
        here = (await bot_state.get(session)).panel_id
        return {
            "queued": list(await due_orders.take_queued(session, here, now=LATER, limit=9)),
            "lost": list(await due_orders.take_lost(session, here, now=LATER, limit=9)),
            "numbered": list(await due_orders.take_numbered(session, here, now=LATER, limit=9)),
            "checks": list(await status_checks.take(session, here, LATER, 9)),
            "refills": list(
                await requests.claim_refills(
                    session, here, [RefillState.QUEUED, RefillState.PENDING], now=LATER, limit=9
                )
            ),
        }


async def test_another_panel_is_asked_nothing_about_the_former_ones_orders(
    shop: Database,
) -> None:
    await recognised(shop, OTHER)
    async with shop.begin() as session:
        assert await panels.switch(session, await asked(shop), NOW)
    # Whoever wants to know meanwhile changes nothing of that.
    async with shop.begin() as session:
        rows = (await session.execute(select(Order))).scalars().all()
        await request(session, rows, NOW)
    found = await due(shop)
    lost = found.pop("lost")
    assert [order.draft_key for order in lost] == ["lost"]  # it is given up here
    assert found == {"queued": [], "numbered": [], "checks": [], "refills": []}
    async with shop.read() as session:
        states = {
            row.draft_key: row.state for row in (await session.execute(select(Order))).scalars()
        }
    assert states["queued"] is S.UNKNOWN
    assert await recognised(shop, OTHER)


async def test_the_same_account_keeps_all(shop: Database) -> None:
    await recognised(shop, OTHER)
    number = await asked(shop)
    async with shop.begin() as session:
        assert not await panels.keep(session, number + 1)
        assert await panels.keep(session, number)
        assert not await panels.keep(session, number)
        assert not await panels.switch(session, number, NOW)
    assert await recognised(shop, OTHER)
    assert not await recognised(shop, FIRST)
    found = await due(shop)
    assert {name: len(rows) for name, rows in found.items()} == {
        "queued": 1,
        "lost": 1,
        "numbered": 1,
        "checks": 1,
        "refills": 2,
    }


async def test_services_with_the_same_number_are_each_panels_own(shop: Database) -> None:
    await recognised(shop, OTHER)
    async with shop.begin() as session:
        await panels.switch(session, await asked(shop), NOW)
        await stock(session, [sold("1", "7")], LATER)
        order = await an_order(session, "new", 3, S.SUBMITTING, S.PLACED)
        order.provider_order_id = "23504"  # as the former panel's
        assert await orders.placed_as(session, "23504", besides=order) is None
        assert await orders.with_number(session, "5", besides=order) is None
    async with shop.read() as session:
        query = select(ServiceRow).order_by(col(ServiceRow.id))
        rows = (await session.execute(query)).scalars().all()
    assert [(row.panel_id, row.provider_id, row.gone_at is None) for row in rows] == [
        (1, "1", False),
        (1, "2", False),
        (2, "1", True),
    ]
    assert rows[0].rate == Decimal(1)


async def test_who_goes_back_to_a_known_panel_follows_its_orders_again(shop: Database) -> None:
    for account in (OTHER, FIRST):
        assert not await recognised(shop, account)
        async with shop.begin() as session:
            assert await panels.switch(session, await asked(shop), NOW)
    async with shop.begin() as session:
        await stock(session, [sold("1"), sold("2")], LATER)
    async with shop.read() as session:
        assert (await bot_state.get(session)).panel_id == 1
        row = await session.get_one(ServiceRow, 1)
        assert (row.gone_at, row.refill) == (None, Flag.YES)
    assert [check.order_id for check in (await due(shop))["checks"]] == [4]


async def test_a_database_with_orders_is_brought_up_to_date(shop: Database) -> None:
    async def rows() -> list[Any]:
        async with shop.read() as session:
            found = await session.execute(
                text("select id, draft_key, service_id, state from orders order by id")
            )
            return [tuple(row) for row in found]

    def again(connection: Any) -> None:
        script = ScriptDirectory(str(MIGRATIONS))
        # What refers to panels goes first, and comes last.
        numbers = ("0048", "0047", "0043", "0034", "0019")
        made: list[Any] = [script.get_revision(number) for number in numbers]
        with Operations.context(MigrationContext.configure(connection)):
            for migration in made:
                migration.module.downgrade()
            for migration in reversed(made):
                migration.module.upgrade()

    before = await rows()
    await shop.run(again)
    assert await rows() == before
    assert await recognised(shop, OTHER)  # nobody knows yet: it is the one that is configured
    async with shop.begin() as session:
        assert (await session.get_one(Order, 1)).panel_id == 1
        assert (await an_order(session, "next", 1)).id == 5


async def test_an_account_that_was_asked_about_can_be_added_as_one_of_several(
    database: Database,
) -> None:
    assert await recognised(database, FIRST)
    assert not await recognised(database, OTHER)
    assert await recognised(database, FIRST)
    async with database.begin() as session:
        added = await connecting.add(session, OTHER, Vault("a secret"), NOW)
        assert (await panel_state.get(session, added.id)).panel_id == 2
        assert [it.panel_id for it in await panel_state.within_reach(session)] == [1, 2]


async def test_a_removed_panel_that_is_added_again_is_as_it_was(database: Database) -> None:
    assert await recognised(database, FIRST)
    vault = Vault("0123456789abcdef0123456789abcdef")
    said = {"min_interval": "0.5"}
    async with database.begin() as session:
        added = await connecting.add(session, OTHER, vault, NOW, name="Spare", options=said)
        number = added.id
    async with database.begin() as session:
        panel = await connecting.find_for_change(session, number)
        assert panel is not None
        await connecting.remove(session, panel, NOW)
    async with database.read() as session:
        (seen,) = await connecting.removed(session)  # as the loop that lets panels go does
    async with database.begin() as session:
        again = await connecting.add(session, OTHER, vault, LATER)
        assert (again.id, again.name, again.options) == (number, "Spare", said)
    async with database.begin() as session:
        assert not await connecting.let_go(session, seen)
    async with database.read() as session:
        panel = await connecting.find(session, number)
        assert panel is not None
        assert panel.status is PanelStatus.ACTIVE
        assert vault.open(panel.sealed) == OTHER
