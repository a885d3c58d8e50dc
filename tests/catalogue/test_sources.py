"""From which panel a service is bought."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.sources import Preference, Source, Unfit, ranked
from bot.orders.rules.service_metrics import ServiceMetrics

HOUR = timedelta(hours=1)


def source(panel_id: int, rate: str = "1.00", **fields: Any) -> Source:
    return replace(Source(panel_id, panel_id, Decimal(rate)), **fields)


def measured(
    completed: float, canceled: float = 0, end: float = 1, orders: int = 50
) -> ServiceMetrics:
    return ServiceMetrics(orders, completed, canceled, end=end * HOUR)


def tried(
    sources: Sequence[Source],
    preference: Preference = Preference.CHEAPEST,
    beside: int | None = None,
) -> list[int]:
    return [it.panel_id for it in ranked(sources, preference, beside=beside)]


def test_the_cheapest_is_tried_first() -> None:
    found = [source(1, "0.9"), source(2, "0.5"), source(3, "0.9"), source(4, "2")]
    assert tried(found) == [2, 1, 3, 4]


def test_the_owners_order_is_kept() -> None:
    found = [source(3, "1.00"), source(1, "0.2", unfit=Unfit.HELD), source(2, "0.5")]
    assert tried(found, Preference.FIXED) == [3, 2]


@pytest.mark.parametrize("preference", Preference)
def test_where_an_order_for_the_link_is_open_the_next_one_goes(preference: Preference) -> None:
    found = [source(1, "0.5"), source(2, "0.7"), source(3, "0.9")]
    assert tried(found, preference, beside=3) == [3, 1, 2]
    assert tried([*found[:2], replace(found[2], unfit=Unfit.HELD)], preference, beside=3) == [1, 2]
    assert tried(found, preference, beside=9) == [1, 2, 3]


def test_the_best_completes_most_then_cancels_least_then_is_quickest() -> None:
    found = [
        source(1, "0.1", metrics=measured(0.80)),
        source(2, "0.9", metrics=measured(0.95, 0.05, 9)),
        source(3, "0.9", metrics=measured(0.95, 0.00, 9)),
        source(4, "0.9", metrics=measured(0.95, 0.00, 2)),
    ]
    assert tried(found, Preference.BEST) == [4, 3, 2, 1]


def test_small_differences_are_chance_and_the_price_decides() -> None:
    found = [
        source(1, "0.9", metrics=measured(0.960, 0.020, 2.0)),
        source(2, "0.8", metrics=measured(0.955, 0.024, 2.1)),
    ]
    assert tried(found, Preference.BEST) == [2, 1]


def test_what_is_not_measured_enough_stands_between_good_and_bad() -> None:
    found = [
        source(1, "0.2", metrics=measured(0.30)),
        source(2, "0.4"),
        source(3, "0.3", metrics=measured(0.10, orders=9)),
        source(4, "0.9", metrics=measured(0.90)),
    ]
    assert tried(found, Preference.BEST) == [4, 3, 2, 1]


def test_where_nothing_is_measured_the_best_is_the_cheapest() -> None:
    found = [source(1, "0.9"), source(2, "0.5", metrics=measured(1, orders=9))]
    assert tried(found, Preference.BEST) == tried(found) == [2, 1]


_SOURCES = st.lists(
    st.builds(
        Source,
        st.integers(1, 1000),
        st.integers(1, 5),
        st.decimals(0, 2, places=4),
        st.none() | st.builds(measured, st.floats(0, 1), st.floats(0, 1), st.floats(0, 900)),
        st.none() | st.sampled_from(Unfit),
    ),
    unique_by=lambda it: it.service_id,
    max_size=6,
)


@given(
    _SOURCES,
    st.sampled_from(Preference),
    st.none() | st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_all_are_tried_that_can_take_the_order_and_no_other(
    sources: list[Source], preference: Preference, beside: int | None, draw: random.Random
) -> None:
    found = ranked(sources, preference, beside=beside)
    assert {it.service_id for it in found} == {it.service_id for it in sources if it.unfit is None}
    assert ranked(found, preference, beside=beside) == found  # stable
    if preference is not Preference.FIXED:
        draw.shuffle(sources)
        again = ranked(sources, preference, beside=beside)
        assert [it.rate for it in again] == [it.rate for it in found]
    sides = [it.panel_id == beside for it in found]
    assert sides == sorted(sides, reverse=True)
