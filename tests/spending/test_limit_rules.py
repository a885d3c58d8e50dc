"""What may be spent, and who can lift it."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.access.roles import Role
from bot.spending.rules.limits import (
    Excess,
    Level,
    Limit,
    Period,
    began,
    binding,
    excess,
    left_of,
    nearest,
)

ORDER = Limit(Level.GROUP, Period.ORDER, Decimal(10))
DAY = Limit(Level.GROUP, Period.DAY, Decimal(20))
OWNERS = Limit(Level.OWNER, Period.MONTH, Decimal(100))
ALL = (ORDER, DAY, OWNERS)
SPENT = {Period.DAY: Decimal(15), Period.WEEK: Decimal(15), Period.MONTH: Decimal(97)}


@pytest.mark.parametrize(
    ("price", "spent", "found"),
    [
        ("10", {}, None),
        ("10.01", {}, Excess(ORDER, Decimal(10))),
        ("3", SPENT, None),
        ("3.01", SPENT, Excess(OWNERS, Decimal(3))),
        ("6", {Period.DAY: Decimal(15)}, Excess(DAY, Decimal(5))),
        ("1", {Period.DAY: Decimal(50)}, Excess(DAY, Decimal(0))),
        ("101", {}, Excess(OWNERS, Decimal(100))),
    ],
)
def test_the_limit_that_an_order_goes_beyond(
    price: str, spent: dict[Period, Decimal], found: Excess | None
) -> None:
    assert excess(Decimal(price), spent, ALL) == found


@pytest.mark.parametrize(
    ("price", "largest", "found"),
    [("15", "10", None), ("15", "10.01", Excess(ORDER, Decimal(10)))],
)
def test_many_orders_are_judged_as_a_sum_and_each_by_itself(
    price: str, largest: str, found: Excess | None
) -> None:
    assert excess(Decimal(price), {}, ALL, largest=Decimal(largest)) == found


@pytest.mark.parametrize(
    ("role", "bound"),
    [
        (Role.OWNER, []),
        (Role.ADMINISTRATOR, [OWNERS]),
        (Role.BUYER, [ORDER, DAY, OWNERS]),
        (Role.MEMBER, [ORDER, DAY, OWNERS]),
    ],
)
def test_who_can_lift_a_limit_is_not_bound_by_it(role: Role, bound: list[Limit]) -> None:
    assert binding(ALL, role) == bound


@pytest.mark.parametrize(
    ("price", "spent", "found"),
    [
        ("1", {}, None),
        ("15.99", {}, None),
        ("16", {}, Excess(DAY, Decimal(20))),
        ("1", SPENT, Excess(OWNERS, Decimal(3))),
        ("1", {Period.DAY: Decimal(16)}, Excess(DAY, Decimal(4))),
    ],
)
def test_the_limit_that_is_near(
    price: str, spent: dict[Period, Decimal], found: Excess | None
) -> None:
    assert nearest(Decimal(price), spent, ALL) == found


def test_without_limits_everything_goes() -> None:
    assert excess(Decimal(10**9), SPENT, ()) is None


AMOUNTS = st.decimals(0, 10**6, places=4)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_what_goes_never_passes_a_limit(price: Decimal, spent: Decimal, amount: Decimal) -> None:
    limit = Limit(Level.OWNER, Period.DAY, amount)
    goes = excess(price, {Period.DAY: spent}, [limit]) is None
    assert goes == (spent + price <= amount or price == 0)
    assert left_of(limit, {Period.DAY: spent}) >= 0


@pytest.mark.parametrize(
    ("period", "zone", "start"),
    [
        (Period.DAY, "UTC", "2026-11-01T00:00+00:00"),
        (Period.DAY, "Asia/Tokyo", "2026-11-02T00:00+09:00"),
        (Period.WEEK, "UTC", "2026-10-26T00:00+00:00"),
        (Period.WEEK, "Asia/Tokyo", "2026-11-02T00:00+09:00"),
        (Period.MONTH, "UTC", "2026-11-01T00:00+00:00"),
        (Period.MONTH, "America/New_York", "2026-11-01T00:00-04:00"),
    ],
)
def test_days_begin_where_the_chat_is(period: Period, zone: str, start: str) -> None:
    now = datetime(2026, 11, 1, 20, 30, tzinfo=UTC)
    assert began(period, now, ZoneInfo(zone)) == datetime.fromisoformat(start)


def test_what_has_no_end_is_kept_by_any_limit() -> None:
    limit = Limit(Level.OWNER, Period.MONTH, Decimal(1000))
    assert excess(Decimal(1), {}, [limit]) is None
    assert excess(Decimal(1), {}, [limit], is_endless=True) == Excess(limit, Decimal(1000))
    assert excess(Decimal(1), {}, [], is_endless=True) is None
