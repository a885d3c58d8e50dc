"""A list is withdrawn while one of its orders changes: neither waits for the other's wallet."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.core.database.engine import Database
from bot.orders.mass import store
from bot.orders.mass.service import placing
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.wallet.service import ledger, reservations
from tests.order_log import an_order, write

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_the_list_is_locked_before_the_wallet(database: Database) -> None:
    order = an_order(1, NOW, state=OrderState.PLACED, price=Decimal("0.5"), currency="USD")
    await write(database, [order], NOW)
    async with database.begin() as session:
        wallet = await ledger.open_wallet(session, 1, "USD", NOW)
        await ledger.credit(session, wallet.id, 10_000, key="k", by=1, note="", now=NOW)
        for key in ("order", "line"):
            await reservations.hold(session, wallet.id, 5_000, key=key, order_id=None, now=NOW)
        mass = MassOrder(
            key="m", chat_id=1, user_id=1, user_name="Max", created_at=NOW, confirmed_at=NOW
        )
        mass.lines, mass.wallet_id, mass.currency = [{"hold": "line"}], wallet.id, "USD"
        session.add(mass)
        await session.flush()
        placed = await orders.lock(session, 1)
        placed.batch_id, placed.wallet_id, placed.hold_key = mass.id, wallet.id, "order"

    async def cancel() -> None:
        async with database.begin() as session:
            found = await orders.lock(session, 1)
            await transition(session, found, OrderState.CANCELED, now=NOW)

    async with database.begin() as session:
        found = await store.get(session, mass.id)
        assert found is not None
        canceling = asyncio.create_task(cancel())
        await asyncio.sleep(0.2)  # by now it waits for the list
        assert await placing.withdraw_waiting(session, found, "Max", NOW) == 1
    await canceling
    async with database.read() as session:
        assert await ledger.check(session) == []
        left = await ledger.wallet_of(session, 1)
    assert left is not None
    assert (left.posted, left.held) == (10_000, 0)
