"""What an order costs in the end, as a pure function of what the panel says."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import ServiceType
from bot.orders.rules.final_price import (
    OpenRuns,
    SuborderStatus,
    delivered_of,
    net,
    net_of_posts,
    net_of_runs,
    open_runs,
)
from bot.orders.rules.states import FINISHED, TRACKED, OrderState

S = OrderState
PRICES = st.integers(1, 10**12)
QUANTITIES = st.integers(1, 10**9)
DELIVERED = st.none() | st.integers(-(10**9), 10**10)
SUBORDERS = st.lists(
    st.builds(
        SuborderStatus,
        st.none() | st.sampled_from(sorted(TRACKED | FINISHED)),
        st.none() | st.integers(-10, 2000),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("state", "delivered", "cost"),
    [
        (S.PLACED, None, 11_700),
        (S.IN_PROGRESS, 10, 11_700),
        (S.ATTENTION, None, 11_700),
        (S.COMPLETED, None, 11_700),
        (S.COMPLETED, 0, 11_700),
        (S.EXPIRED, None, 11_700),
        (S.PARTIAL, 843, 9_864),  # 9,863.1: in favour of who sells, by less than a unit
        (S.PARTIAL, 0, 0),
        (S.PARTIAL, 1000, 11_700),
        (S.PARTIAL, 1500, 11_700),
        (S.PARTIAL, -5, 0),
        (S.PARTIAL, None, None),
        (S.CANCELED, 600, 0),
        (S.REFUNDED, 1000, 0),
    ],
)
def test_what_each_end_costs(state: OrderState, delivered: int | None, cost: int | None) -> None:
    assert net(11_700, state, 1000, delivered) == cost


@given(PRICES, st.sampled_from(sorted(TRACKED | FINISHED)), QUANTITIES, DELIVERED)
def test_it_is_never_negative_nor_more_than_the_price(
    price: int, state: OrderState, quantity: int, delivered: int | None
) -> None:
    cost = net(price, state, quantity, delivered)
    assert cost is None or 0 <= cost <= price


@given(PRICES, QUANTITIES, st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_delivered_never_costs_less(price: int, quantity: int, one: int, other: int) -> None:
    costs = [net(price, S.PARTIAL, quantity, it) for it in sorted((one, other))]
    assert costs[0] is not None
    assert costs[1] is not None
    assert costs[0] <= costs[1]


@given(PRICES, QUANTITIES, st.integers(0, 10**9))
def test_what_is_kept_covers_what_came_by_less_than_a_unit(
    price: int, quantity: int, delivered: int
) -> None:
    came = min(delivered, quantity)
    cost = net(price, S.PARTIAL, quantity, delivered)
    assert cost is not None
    assert 0 <= cost * quantity - price * came < quantity


@pytest.mark.parametrize(
    ("kind", "remains", "delivered"),
    [
        (ServiceType.DEFAULT, 157, 843),
        (ServiceType.DEFAULT, 5000, 0),
        (ServiceType.DEFAULT, 0, None),  # nothing is missing of a part: a contradiction
        (ServiceType.DEFAULT, -3, None),
        (ServiceType.DEFAULT, None, None),
        (ServiceType.PACKAGE, 157, None),
        (ServiceType.CUSTOM_COMMENTS_PACKAGE, 1, None),
    ],
)
def test_how_much_of_a_part_has_come(
    kind: ServiceType, remains: int | None, delivered: int | None
) -> None:
    assert delivered_of(kind, 1000, remains) == delivered


DONE, GONE = SuborderStatus(S.COMPLETED, 0), SuborderStatus(S.CANCELED, 100)


@pytest.mark.parametrize(
    ("suborders", "cost"),
    [
        ([DONE] * 5, 5000),
        ([DONE] * 2, 2000),  # runs that never came cost nothing
        ([DONE, GONE, DONE], 2000),
        ([DONE, SuborderStatus(S.PARTIAL, 25)], 1750),
        ([DONE, SuborderStatus(S.PARTIAL, 0)], None),
        ([DONE, SuborderStatus(S.PARTIAL, None)], None),
        ([DONE, SuborderStatus(S.IN_PROGRESS, 10)], None),
        ([DONE, SuborderStatus(None, None)], None),
        ([DONE] * 9, 5000),  # a panel that runs too often
        ([], 0),
    ],
)
def test_a_drip_feed_costs_its_runs(suborders: Sequence[SuborderStatus], cost: int | None) -> None:
    assert net_of_runs(5000, 5, 100, suborders) == cost


@pytest.mark.parametrize(
    ("suborders", "done", "cost"),
    [
        ([DONE] * 4, None, 4000),
        ([DONE, GONE, SuborderStatus(S.PENDING, None)], 3, 2000),
        ([], 3, 3000),
        ([], 0, 0),
        ([], 99, 10_000),
        ([], None, None),
    ],
)
def test_a_subscription_costs_its_posts(
    suborders: Sequence[SuborderStatus], done: int | None, cost: int | None
) -> None:
    assert net_of_posts(10_000, 10, suborders, done) == cost


@given(PRICES, st.integers(1, 50), st.integers(1, 1000), SUBORDERS)
def test_parts_never_cost_more_than_the_whole(
    price: int, count: int, each: int, suborders: Sequence[SuborderStatus]
) -> None:
    for cost in (
        net_of_runs(price, count, each, suborders),
        net_of_posts(price, count, suborders, None),
    ):
        assert cost is None or 0 <= cost <= price


@pytest.mark.parametrize(
    ("suborders", "stand"),
    [
        ([DONE, GONE, SuborderStatus(S.PARTIAL, 25)], None),
        ([DONE, SuborderStatus(S.IN_PROGRESS, 40)], OpenRuns(1, 2, 160)),
        (
            [DONE, GONE, SuborderStatus(S.PARTIAL, 100), SuborderStatus(None, None)],
            OpenRuns(1, 4, 100),
        ),
        (
            [SuborderStatus(S.PENDING, 0), SuborderStatus(S.IN_PROGRESS, -3)],
            OpenRuns(2, 2, 0),
        ),  # says nothing
        ([SuborderStatus(S.PARTIAL, None), SuborderStatus(S.IN_PROGRESS, 500)], OpenRuns(1, 2, 0)),
        (
            [DONE] * 6 + [SuborderStatus(S.IN_PROGRESS, 1)],
            OpenRuns(1, 7, 500),
        ),  # no more than was ordered
    ],
)
def test_how_runs_stand_that_stay_open(
    suborders: list[SuborderStatus], stand: OpenRuns | None
) -> None:
    assert open_runs(5, 100, suborders) == stand
