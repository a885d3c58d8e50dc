"""What a service's orders tell of it: how soon, and how often, they are completed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.catalogue.screens.service_metrics import measured
from bot.core.database.engine import Database
from bot.core.languages import Catalogues
from bot.orders.rules.pace import Pace
from bot.orders.rules.service_metrics import MOST_ORDERS, PastOrder, ServiceMetrics, metrics_of
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import service_metrics
from bot.orders.store import past_orders
from bot.orders.tables import Order, OrderEvent
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.order_log import an_order, write
from tests.ordering import number_of, open_service

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
T = Catalogues().translator("en")
S = OrderState


def ended(
    state: OrderState = S.COMPLETED, start: int | None = 10, end: int = 60, quantity: int = 1000
) -> PastOrder:
    """Return an order that started and ended so many minutes after it was placed."""
    started = None if start is None else NOW + start * MINUTE
    return PastOrder(state, quantity, NOW, started, NOW + end * MINUTE)


def test_the_medians_and_shares_of_what_has_ended() -> None:
    past = [ended(start=2 * n, end=10 * n) for n in range(1, 6)]
    past += [ended(S.PARTIAL, 4, 1000), ended(S.CANCELED, None, 2), ended(S.REFUNDED, 3, 900)]
    found = metrics_of(past)
    assert found is not None
    assert (found.orders, found.completed, found.canceled) == (8, 5 / 8, 2 / 8)
    assert found.start == 4 * MINUTE  # 2, 3, 4, 4, 6, 8, 10; the canceled one never did
    assert found.end == 30 * MINUTE  # of those that were completed alone


def test_of_four_nothing_is_said() -> None:
    assert metrics_of([ended()] * 4) is None
    assert measured(T, None) is None


def test_a_start_that_nobody_saw_is_no_later_than_the_end() -> None:
    found = metrics_of([ended(start=2)] * 5 + [ended(start=None, end=1)] * 6)
    assert found is not None
    assert found.start == MINUTE


def test_of_a_panel_that_only_says_completed_no_start_is_reported() -> None:
    found = metrics_of([ended(start=None)] * 20 + [ended()] * 4)
    assert found is not None
    assert found.start is None
    assert found.end == 60 * MINUTE


def test_that_a_refill_starts_is_no_start() -> None:
    found = metrics_of([ended(start=5000, end=60)] * 6)
    assert found is not None
    assert found.start is None


def test_no_end_is_reported_where_hardly_anything_is_completed() -> None:
    found = metrics_of([ended(S.CANCELED, None)] * 9 + [ended()])
    assert found is not None
    assert (found.completed, found.canceled, found.end, found.pace) == (0.1, 0.9, None, None)


@given(
    st.lists(
        st.builds(
            ended,
            st.sampled_from(sorted(FINISHED)),
            st.none() | st.integers(-5, 10_000),  # a clock may be put back
            st.integers(-5, 10_000),
            st.integers(1, 10**9),
        )
    )
)
def test_metrics_are_never_absurd(past: Sequence[PastOrder]) -> None:
    found = metrics_of(past)
    if found is None:
        assert len(past) < 5
        return
    assert min(found.canceled, found.completed) >= 0
    assert found.canceled + found.completed <= 1 + 1e-9
    assert all(it is None or it >= timedelta() for it in (found.start, found.end))
    assert metrics_of(reversed(past)) == found
    assert measured(T, found)


def test_the_lines_on_a_card() -> None:
    found = ServiceMetrics(148, 0.94, 0.02, 12 * MINUTE, 180 * MINUTE, Pace(500, 139))
    assert str(measured(T, found)).strip().splitlines() == [
        "📊 By 148 orders here in 30 days:",
        "▶️ Half start within 12 min",
        "🏁 Half are done within 3 hr",
        "🚀 Delivered here: about 500 an hour",
        "☑️ 94% completed, 2% canceled",
    ]
    bare = measured(T, ServiceMetrics(5, 0, 1))
    assert str(bare).strip().splitlines() == [
        "📊 By 5 orders here in 30 days:",
        "☑️ 0% completed, 100% canceled",
    ]


def row(number: int, days: float, state: OrderState = S.COMPLETED, **more: Any) -> dict[str, Any]:
    """Return an order that was placed so many days ago and ended an hour later."""
    placed = NOW - timedelta(days=days)
    done = placed + 60 * MINUTE
    return an_order(number, placed, state=state, state_at=done) | {"ended_at": done} | more


async def started(database: Database, order_id: int, *at: datetime) -> None:
    rows = [{"order_id": order_id, "at": it, "state": S.IN_PROGRESS, "note": ""} for it in at]
    async with database.begin() as session:
        await session.execute(insert(OrderEvent), rows)


async def test_only_the_services_orders_of_late_that_ran_in_one_go(database: Database) -> None:
    placed = NOW - timedelta(days=1)
    refilled = placed + timedelta(hours=9)
    await write(
        database,
        [
            row(1, 1, state_at=refilled),  # delivered long before it was completed once more
            row(2, 2, S.CANCELED, ended_at=None),
            row(3, 31),
            row(4, 1, S.IN_PROGRESS),
            row(5, 1, service_id=2),
            row(6, 1, quantity=3000),  # three runs
            row(7, 1, service_type="subscriptions"),
            row(8, 1, S.REJECTED, placed_at=None),
        ],
        NOW,
    )
    await started(database, 1, placed + 20 * MINUTE, placed + 5 * MINUTE, refilled)
    async with database.read() as session:
        found = await past_orders.of_service(session, 1, NOW - timedelta(days=30), most=9)
        latest = await past_orders.of_service(session, 1, NOW - timedelta(days=30), most=1)
    assert found == [
        PastOrder(S.COMPLETED, 1000, placed, placed + 5 * MINUTE, placed + 60 * MINUTE),
        PastOrder(
            S.CANCELED, 1000, NOW - timedelta(days=2), None, NOW - timedelta(days=2, hours=-1)
        ),
    ]
    assert latest in ([], found[:1])  # the drip-feed was placed in the same moment


async def test_metrics_of_several_services_at_once(database: Database) -> None:
    rows = [row(n, 0.01 * n, service_id=1) for n in range(1, 121)]
    rows += [row(n, 1, service_id=2) for n in range(121, 125)]
    await write(database, rows, NOW)
    async with database.read() as session:
        found = await service_metrics.of_services(session, [1, 2, 3], NOW)
    assert set(found) == {1}  # of the second there are four
    assert found[1].orders == MOST_ORDERS
    assert found[1].end == 60 * MINUTE


async def test_a_card_and_a_comparison_show_what_was_measured_here(
    bench: Bench, chat: ChatClient
) -> None:
    app, placed = bench.app, bench.now() - timedelta(days=1)
    assert app is not None
    past = {"state": S.COMPLETED, "ended_at": placed + 2 * timedelta(hours=1)}
    async with app.database.begin() as session:
        await session.execute(insert(Order), [an_order(n, placed, **past) for n in range(4)])
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert "📊" not in card.text
    async with app.database.begin() as session:
        await session.execute(insert(Order), [an_order(4, placed, **past)])
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert (
        "📊 By 5 orders here in 30 days:\n"
        "🏁 Half are done within 2 hr\n"
        "🚀 Delivered here: about 500 an hour\n"
        "☑️ 100% completed, 0% canceled\n"
    ) in card.text
    since = chat.mark()
    await chat.tap("🆚 Compare")
    listed = await chat.wait_for("Choose two or three", since=since)
    await chat.tap(number_of(listed, "[Drip]"))
    compared = await chat.wait_for("Comparison", since=since)
    assert "Done within" in compared.text
    assert "Starts within" not in compared.text
    bench.skip(days=30)
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert "📊" not in card.text
