"""Places in a list that changes: the order is exact, and few of them change."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.positions import FURTHEST, GAP, place

NUMBERS = st.lists(st.none() | st.integers(-(2**31), FURTHEST), max_size=40)


@given(NUMBERS)
def test_places_rise_whatever_they_were(former: list[int | None]) -> None:
    places = place(former)
    assert len(places) == len(former)
    assert all(one < next_ for one, next_ in pairwise(places))
    assert all(-FURTHEST <= number <= FURTHEST for number in places)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 12))
def test_what_comes_in_moves_nobody(before: int, after: int, coming: int) -> None:
    stored = place([None] * (before + after))
    places = place([*stored[:before], *[None] * coming, *stored[before:]])
    assert [*places[:before], *places[before + coming :]] == stored


@given(st.lists(st.integers(1, 30).map(lambda number: number * GAP), unique=True, max_size=20))
def test_what_is_in_order_stays(numbers: list[int]) -> None:
    numbers.sort()
    assert place(numbers) == numbers


def test_what_moved_moves_alone() -> None:
    stored = place([None] * 100)
    moved = [*stored[1:50], stored[0], *stored[50:]]
    places = place(moved)
    assert sum(new != old for new, old in zip(places, moved, strict=True)) == 1


@pytest.mark.parametrize("former", [[1, None, 2], [FURTHEST, None], [-FURTHEST, FURTHEST, None]])
def test_without_room_all_are_placed_anew(former: list[int | None]) -> None:
    assert place(former) == [GAP * number for number in range(1, len(former) + 1)]
