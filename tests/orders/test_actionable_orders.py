"""What /refill and /cancel_order offer without numbers: asked at once, however many there are."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.database.engine import Database
from bot.orders.rules.states import OrderState
from bot.orders.service import actionable_orders
from bot.orders.store import of_chat
from bot.panel.rules.statuses import RefillState
from bot.refills.rules.refills import RefillKind, RefillReason
from bot.refills.service import refills
from bot.refills.tables import CancelRequest, Refill
from tests.order_log import an_order, write
from tests.queries import recorded

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
WAIT = timedelta(hours=24)
DAY = timedelta(days=1)


async def fill(database: Database, state: OrderState, count: int) -> None:
    rows = [
        an_order(
            number,
            NOW - 3 * DAY,
            state=state,
            ended_at=NOW - 2 * DAY,
            service_id=number % 7 + 1,
            refill_kind=RefillKind.DAYS,
            refill_days=30,
        )
        for number in range(1, count + 1)
    ]
    await write(database, rows, NOW)


@pytest.mark.parametrize("count", [3, 40])
async def test_refills_are_offered_with_few_queries(database: Database, count: int) -> None:
    await fill(database, OrderState.COMPLETED, count)
    async with database.begin() as session:
        for state in (RefillState.REFUSED, RefillState.PENDING):  # the last one counts
            session.add(
                Refill(order_id=2, user_name="", created_at=NOW - DAY, due_at=NOW, state=state)
            )
    with recorded(database) as asked:
        async with database.read() as session:
            found = await actionable_orders.refillable(
                session, 1, 50, only=None, wait=WAIT, now=NOW
            )
            terms = await refills.load_all_terms(
                session,
                await of_chat.latest(session, 1, {OrderState.COMPLETED}, 50, only=None),
                WAIT,
                NOW,
            )
    assert [order.id for order, _ in found] == [it for it in range(count, 0, -1) if it != 2]
    assert [it.decision.reason for it in terms][-2] is RefillReason.RUNNING
    assert len(asked) < 20


@pytest.mark.parametrize("count", [3, 40])
async def test_cancellations_are_offered_with_few_queries(database: Database, count: int) -> None:
    await fill(database, OrderState.IN_PROGRESS, count)
    async with database.begin() as session:
        session.add(CancelRequest(order_id=2, user_name="", created_at=NOW, due_at=NOW))
    with recorded(database) as asked:
        async with database.read() as session:
            found = await actionable_orders.cancelable(session, 1, 50, only=None)
    assert [order.id for order in found] == [it for it in range(count, 0, -1) if it != 2]
    assert len(asked) == 3
