"""What orders cost, and their statistics: pure functions of rows."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.money import rounded
from bot.orders.rules.states import OrderState
from bot.reports.rules.date_ranges import DateRange, last_days
from bot.reports.rules.statistics import Bar, Outcome, Statistics, Summary, bars
from bot.spending.rules.spending import delivered, spent

S = OrderState
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
JANUARY = DateRange(date(2026, 1, 1), date(2026, 1, 31))


@dataclass(frozen=True)
class Facts:
    """An order as it is counted."""

    state: OrderState = S.COMPLETED
    price: Decimal = Decimal("1.00")
    charge: Decimal | None = None
    wallet_id: int | None = None
    booked: int = 0
    quantity: int = 1000
    remains: int | None = None
    currency: str = "USD"
    service_id: int = 1
    service_name: str = "Likes"
    created_at: datetime = NOON
    placed_at: datetime | None = NOON
    state_at: datetime = NOON


@pytest.mark.parametrize(
    ("state", "charge", "remains", "cost"),
    [
        (S.QUEUED, None, None, "1.00"),
        (S.SUBMITTING, None, None, "1.00"),
        (S.UNKNOWN, None, None, "1.00"),
        (S.PLACED, "0", None, "1.00"),
        (S.PENDING, "0", 1000, "1.00"),
        (S.PROCESSING, None, None, "1.00"),
        (S.IN_PROGRESS, "0.4", 600, "1.00"),
        (S.ATTENTION, None, None, "1.00"),
        (S.COMPLETED, None, None, "1.00"),
        (S.COMPLETED, "0.93", 0, "0.93"),
        (S.COMPLETED, "0", None, "0"),
        (S.PARTIAL, None, 250, "0.75"),
        (S.PARTIAL, "0.70", 250, "0.70"),
        (S.PARTIAL, None, None, "1.00"),
        (S.PARTIAL, None, 1000, "0"),
        (S.PARTIAL, None, 5000, "0"),
        (S.PARTIAL, None, -20, "1.00"),
        (S.CANCELED, "0.93", 1000, "0"),
        (S.REFUNDED, "0.93", 0, "0"),
        (S.REJECTED, None, None, "0"),
        (S.DROPPED, None, None, "0"),
    ],
)
def test_what_an_order_costs(
    state: OrderState, charge: str | None, remains: int | None, cost: str
) -> None:
    facts = Facts(state=state, charge=Decimal(charge) if charge else None, remains=remains)
    assert spent(facts) == Decimal(cost)


def test_every_state_has_a_cost() -> None:
    assert {spent(Facts(state=state)) for state in S} == {Decimal(0), Decimal(1)}


@given(st.sampled_from(S), st.integers(0, 10**9), st.integers(-(10**9), 10**9))
def test_no_order_costs_more_than_it_was_sold_for(
    state: OrderState, quantity: int, remains: int
) -> None:
    facts = Facts(state=state, quantity=quantity, remains=remains)
    assert 0 <= spent(facts) <= facts.price
    assert 0 <= (delivered(facts) or 0) <= quantity


def test_what_came_where_the_panel_does_not_say() -> None:
    assert delivered(Facts(state=S.COMPLETED)) == 1000
    assert delivered(Facts(state=S.IN_PROGRESS)) is None


def test_a_date_range_is_whole_days_of_its_zone() -> None:
    assert last_days(date(2026, 3, 2), 3) == DateRange(date(2026, 2, 28), date(2026, 3, 2))
    since, until = DateRange(date(2026, 3, 29), date(2026, 3, 29)).bounds(
        ZoneInfo("Europe/Berlin")
    )
    assert since == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert until == datetime(2026, 3, 29, 22, tzinfo=UTC)  # the clocks were put forward
    assert DateRange(None, date(2026, 1, 1)).bounds(UTC)[0] is None


def count(*orders: Facts, date_range: DateRange = JANUARY, zone: str = "UTC") -> Summary:
    counted = Statistics(ZoneInfo(zone))
    counted.count(orders)
    return counted.summary(date_range, services=2)


def test_nothing_is_no_orders() -> None:
    summary = count()
    assert (summary.orders, summary.spent, summary.currency) == (0, {}, "")
    assert (summary.delivery, summary.services, summary.share(Outcome.COMPLETED)) == (None, [], 0)
    assert len(summary.days) == 31
    assert count(date_range=DateRange(None, JANUARY.last)).best is None


def test_days_are_days_of_the_zone() -> None:
    late = Facts(created_at=datetime(2026, 1, 10, 22, tzinfo=UTC))
    for zone, day in (("UTC", 10), ("Asia/Tokyo", 11)):
        best = count(late, zone=zone).best
        assert best == Bar(date(2026, 1, day), 1, Decimal("1.00"))


def test_the_best_day_has_the_most_orders_and_then_the_highest_cost() -> None:
    days = [NOON - timedelta(days=ago) for ago in (1, 2, 2, 3, 3)]
    prices = ["9", "1", "1", "2", "1"]
    orders = [
        Facts(created_at=at, price=Decimal(price)) for at, price in zip(days, prices, strict=True)
    ]
    assert count(*orders).best == Bar(date(2026, 1, 28), 2, Decimal(3))


def test_outcomes_and_their_shares() -> None:
    states = (S.COMPLETED, S.PARTIAL, S.CANCELED, S.REFUNDED, S.REJECTED, S.UNKNOWN, S.QUEUED)
    summary = count(*(Facts(state=state) for state in states), Facts(state=S.IN_PROGRESS))
    assert summary.outcomes == {
        Outcome.COMPLETED: 1,
        Outcome.PARTIAL: 1,
        Outcome.CANCELED: 2,
        Outcome.FAILED: 1,
        Outcome.UNCLEAR: 1,
        Outcome.OPEN: 2,
    }
    assert summary.share(Outcome.CANCELED) == 0.25


def test_currencies_are_kept_apart_and_the_usual_one_is_drawn() -> None:
    euro = Facts(currency="EUR", price=Decimal(100))
    summary = count(euro, Facts(), Facts(), Facts(currency="EUR", service_id=2), Facts())
    assert list(summary.spent.items()) == [("USD", Decimal(3)), ("EUR", Decimal(101))]
    assert summary.currency == "USD"
    assert summary.days[-1].spent == Decimal(3)
    assert [service.spent for service in summary.services] == [Decimal(3), Decimal(0)]


def test_services_are_ranked_and_called_as_they_were_last() -> None:
    renamed = replace(Facts(service_id=3), service_name="New name")
    orders = [Facts(service_id=number) for number in (1, 2, 2, 3, 3, 3)]
    first, second = count(*orders, renamed).services
    assert (first.service_id, first.name, first.orders) == (3, "New name", 4)
    assert (second.service_id, second.orders) == (2, 2)


def test_half_of_the_deliveries_took_no_longer() -> None:
    def took(minutes: int, **fields: object) -> Facts:
        ended = NOON + timedelta(minutes=minutes)
        return replace(Facts(state_at=ended), **fields)  # type: ignore[arg-type]

    summary = count(
        took(10),
        took(30),
        took(50, service_id=2),
        took(9000, state=S.CANCELED),  # not delivered
        took(-5, service_id=2, placed_at=None),  # a clock was put back
    )
    assert summary.delivery == timedelta(minutes=20)
    assert [service.delivery for service in summary.services] == [
        timedelta(minutes=20),
        timedelta(minutes=25),
    ]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=400))
def test_weeks_hold_what_their_days_held(counts: list[int]) -> None:
    days = [
        Bar(date(2026, 1, 1) + timedelta(days=at), orders, Decimal(orders))
        for at, orders in enumerate(counts)
    ]
    shown = bars(days)
    assert sum(bar.orders for bar in shown) == sum(counts)
    assert sum(bar.spent for bar in shown) == sum(counts)
    assert shown[0].day == days[0].day
    assert len(shown) == (len(days) if len(days) <= 92 else -(-len(days) // 7))
    if len(days) > 92:
        assert shown[-1].day == days[-7].day


@pytest.mark.parametrize(
    ("amount", "read"),
    [
        ("0", "0.00"),
        ("1234.567", "1234.57"),
        ("1", "1.00"),
        ("0.126", "0.13"),
        ("0.0126", "0.013"),
        ("0.0000063", "0.0000063"),
        ("0.00000634", "0.0000063"),
        ("-0.5", "-0.50"),
    ],
)
def test_sums_are_read_to_the_cent_or_to_their_first_digits(amount: str, read: str) -> None:
    assert str(f"{rounded(Decimal(amount)):f}") == read
