"""How operators shape the catalogue: who is asked first, what is hidden, what stands where."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue import Category, Hidden, Kind
from bot.domain.services import Service
from bot.domain.shaping import (
    AS_IT_IS,
    LAST,
    NO_SHAPES,
    FileShapes,
    Shape,
    Shapes,
    Sibling,
    alike,
    arrange,
    move,
    shape,
)

SHAPES = st.builds(
    Shape,
    hidden=st.none() | st.booleans(),
    name=st.none() | st.just("") | st.just("Own"),
    place=st.none() | st.integers(0, 8) | st.integers(LAST, LAST + 8),
    pinned=st.none() | st.booleans(),
)


def service(number: int, category: str = "Likes") -> Service:
    return Service(f"p{number}", f"S{number}", "default", category, Decimal(1), 1, 10, key=number)


def category(number: int, *services: int, platform: str = "Instagram") -> Category:
    name = f"C{number}"
    return Category(number, name, platform, tuple(service(key, name) for key in services))


def buttons(**shapes: Shape) -> Shapes:
    """Return shapes made by buttons: `s1` is service 1, `c2` category 2."""
    kinds = {"c": Kind.CATEGORY, "s": Kind.SERVICE}
    return Shapes(NO_SHAPES, {(kinds[at[0]], int(at[1:])): it for at, it in shapes.items()})


def keys(categories: Sequence[Category]) -> list[list[int]]:
    return [[it.key for it in category.services] for category in categories]


@given(SHAPES, SHAPES)
def test_who_is_asked_first_wins_where_he_says_something(first: Shape, second: Shape) -> None:
    both = first.over(second)
    for field in ("hidden", "name", "place", "pinned"):
        said = getattr(first, field)
        assert getattr(both, field) == (getattr(second, field) if said is None else said)
    assert first.over(AS_IT_IS) == AS_IT_IS.over(first) == first


def test_buttons_win_over_the_file_and_may_return_to_the_panels() -> None:
    file = FileShapes({"C1": Shape(name="By file", place=3)}, {"p1": Shape(hidden=True)})
    shapes = Shapes(
        file,
        {
            (Kind.CATEGORY, 1): Shape(name=""),
            (Kind.SERVICE, 1): Shape(hidden=False, pinned=True),
        },
    )
    assert shapes.of_category(1, "C1") == Shape(name="", place=3)
    assert shapes.of_service(1, "p1") == Shape(hidden=False, pinned=True)
    assert shapes.of_service(2, "p2") is AS_IT_IS


def test_without_shapes_the_catalogue_is_the_panels() -> None:
    categories = (category(1, 1, 2), category(2, 3))
    assert shape(categories, Shapes(NO_SHAPES, {})) == (categories, ())


def test_what_is_hidden_is_nowhere_but_among_the_hidden() -> None:
    shapes = buttons(s1=Shape(hidden=True), c2=Shape(hidden=True, name="Own"), s9=Shape())
    shown, hidden = shape((category(1, 1, 2), category(2, 3)), shapes)
    assert keys(shown) == [[2]]
    assert hidden == [Hidden(Kind.SERVICE, 1, "S1"), Hidden(Kind.CATEGORY, 2, "Own")]


def test_a_category_without_anything_shown_is_not_shown() -> None:
    shown, hidden = shape((category(1, 1),), buttons(s1=Shape(hidden=True)))
    assert (shown, len(hidden)) == ((), 1)


def test_own_names_and_pins() -> None:
    shapes = buttons(c1=Shape(name="Own", pinned=True), s2=Shape(name="Mine", pinned=True))
    ((found,), _) = shape((category(1, 1, 2),), shapes)
    assert (found.name, found.pinned) == ("Own", True)
    assert [(it.name, it.category, it.pinned) for it in found.services] == [
        ("Mine", "Own", True),
        ("S1", "Own", False),
    ]


def test_a_category_moves_among_those_of_its_platform() -> None:
    categories = (
        category(1, 1),
        category(2, 2, platform="TikTok"),
        category(3, 3),
        category(4, 4, platform="TikTok"),
        category(5, 5),
    )
    shown, _ = shape(categories, buttons(c5=Shape(place=1), c4=Shape(pinned=True)))
    assert [it.id for it in shown] == [5, 4, 1, 2, 3]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ([None, None, None], "abc"),
        ([None, None, 1], "cab"),
        ([2, None, None], "bac"),
        ([LAST, None, None], "bca"),
        ([1, 1, 1], "abc"),
        ([3, 2, 1], "cba"),
        ([None, 99, None], "acb"),
        ([0, None, 2], "acb"),
    ],
)
def test_places(places: list[int | None], order: str) -> None:
    items = [(name, Shape(place=at)) for name, at in zip("abc", places, strict=True)]
    assert "".join(arrange(items)) == order


@given(st.lists(SHAPES, min_size=1, max_size=8), st.data())
def test_moving_one_moves_no_other(shapes: list[Shape], data: st.DataObject) -> None:
    beside = [
        Sibling(Kind.SERVICE, number, f"S{number}", "C", replace(it, hidden=False))
        for number, it in enumerate(shapes)
    ]
    chosen = data.draw(st.sampled_from(beside))
    before = alike(chosen, beside)
    place = data.draw(st.integers(1, len(before)) | st.just(LAST))
    moved = move(before, chosen.id, place)
    after = alike(
        chosen,
        [replace(it, shape=moved.get(it.id, AS_IT_IS).over(it.shape)) for it in beside],
    )
    wanted = [it.id for it in before if it.id != chosen.id]
    wanted.insert(place - 1, chosen.id)
    assert [it.id for it in after] == wanted
    # A second tap on the same button changes nothing.
    again = move(after, chosen.id, place)
    assert {it.id: it.shape.place for it in after if it.id in again} == {
        number: it.place for number, it in again.items()
    }


def test_what_was_put_last_stays_last_when_others_come() -> None:
    beside = [Sibling(Kind.SERVICE, number, "S", "C", AS_IT_IS) for number in range(3)]
    shapes = move(beside, 0, LAST)
    grown = [
        Sibling(Kind.SERVICE, number, "S", "C", shapes.get(number, AS_IT_IS))
        for number in range(10)
    ]
    assert alike(grown[0], grown)[-1].id == 0
