"""What is expected of an order, by what was delivered here."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.languages import Catalogues
from bot.orders.rules.pace import (
    Delivery,
    Expectation,
    Pace,
    Progress,
    expected_end,
    pace_of,
    tenths,
)
from bot.orders.rules.states import OrderState
from bot.orders.screens import texts
from bot.orders.service import order_log
from bot.orders.store import orders
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import order_default

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
T = Catalogues().translator("en")


def progress(state: OrderState = OrderState.IN_PROGRESS, remains: int | None = None) -> Progress:
    return Progress(state, 1000, None, remains)


def test_the_median_of_three_is_a_pace() -> None:
    found = [Delivery(100, HOUR), Delivery(200, HOUR), Delivery(4000, HOUR)]
    assert pace_of(found) == Pace(200.0, 3)


@pytest.mark.parametrize(
    "found",
    [
        [],
        [Delivery(1000, HOUR)] * 2,
        [Delivery(1000, timedelta())] * 5,
        [Delivery(100, HOUR)] * 5,  # ten times smaller
        [Delivery(10_000, HOUR)] * 5,
    ],
)
def test_of_too_little_nothing_is_said(found: list[Delivery]) -> None:
    assert pace_of(found, 1000) is None


@pytest.mark.parametrize(
    ("remains", "placed", "checked", "hours"),
    [
        (None, 0, None, 2),  # 1000 at 500 an hour, since it was placed
        (0, 0, 0, 2),  # some panels fill in 0
        (1000, 1, 0, 1),
        (250, 5, 0, 0.5),  # what is left, since the last check
        (500, 5, 0.5, 0.5),
    ],
)
def test_an_end_is_expected(
    remains: int | None, placed: float, checked: float | None, hours: float
) -> None:
    end = expected_end(
        Pace(500, 3),
        progress(remains=remains),
        NOW - placed * HOUR,
        None if checked is None else NOW - checked * HOUR,
        NOW,
    )
    assert end == NOW + hours * HOUR


def test_of_a_late_order_no_end_is_promised() -> None:
    assert expected_end(Pace(500, 3), progress(), NOW - 3 * HOUR, None, NOW) is None
    said = texts.expectation(T, Expectation(Pace(500, 3), None))
    assert str(said) == "⏱ Usually about 500 an hour (estimate)"
    assert texts.expectation(T, None) is None


@pytest.mark.parametrize(
    ("state", "start", "remains", "started"),
    [
        (OrderState.PENDING, None, None, False),
        (OrderState.PENDING, 0, 0, False),
        (OrderState.PENDING, 700, 1000, False),  # noted when it was accepted
        (OrderState.PENDING, 700, 990, True),
        (OrderState.PROCESSING, 700, 1000, True),
        (OrderState.PROCESSING, None, None, False),
        (OrderState.IN_PROGRESS, None, None, True),
        (OrderState.COMPLETED, 700, 0, False),  # its end is told
        (OrderState.CANCELED, 0, 500, False),
    ],
)
def test_when_an_order_has_started(
    state: OrderState, start: int | None, remains: int | None, started: bool
) -> None:
    assert Progress(state, 1000, start, remains).has_started is started


def test_tenths_are_what_the_bar_shows() -> None:
    assert [tenths(1000, left) for left in (None, 1000, 901, 900, 1, 0, -5, 2000)] == [
        0, 0, 0, 1, 9, 10, 10, 0,
    ]  # fmt: skip


async def test_completed_orders_say_when_the_next_is_done(bench: Bench, chat: ChatClient) -> None:
    app = bench.app
    assert app is not None
    for at in range(3):
        await order_default(chat, link=f"https://www.instagram.com/e{at}/")
        await chat.wait_for(f"Order #{at + 1} is completed")
    async with app.database.begin() as session:
        for number in (1, 2, 3):
            order = await orders.lock(session, number)
            order.placed_at = bench.now() - timedelta(days=29)
            order.ended_at = order.placed_at + 2 * HOUR
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    assert "⏱ Usually about 500 an hour, so done around" in placed.text
    bench.skip(hours=3)
    async with app.database.read() as session:
        order = await orders.get(session, 4)
        card = await order_log.load_confirmed(session, order, bench.now())
    assert card.expected == Expectation(Pace(500.0, 3), None)
    bench.skip(days=1)
    async with app.database.read() as session:
        assert (await order_log.load_confirmed(session, order, bench.now())).expected is None
