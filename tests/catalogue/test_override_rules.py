"""How operators edit the catalogue: who is asked first, what is hidden, what stands where."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.catalogue import Catalogue, Category, Hidden, Kind
from bot.catalogue.rules.editing import Sibling, alike, reposition
from bot.catalogue.rules.overrides import (
    LAST,
    NO_OVERRIDES,
    UNCHANGED,
    FileOverrides,
    Override,
    Overrides,
    arrange,
    override,
)
from bot.catalogue.rules.services import Service

OVERRIDES = st.builds(
    Override,
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


def buttons(**overrides: Override) -> Overrides:
    """Return overrides made by buttons: `s1` is service 1, `c2` category 2."""
    kinds = {"c": Kind.CATEGORY, "s": Kind.SERVICE}
    by_buttons = {(kinds[at[0]], int(at[1:])): it for at, it in overrides.items()}
    return Overrides(NO_OVERRIDES, by_buttons)


def keys(categories: Sequence[Category]) -> list[list[int]]:
    return [[it.key for it in category.services] for category in categories]


@given(OVERRIDES, OVERRIDES)
def test_who_is_asked_first_wins_where_he_says_something(
    first: Override, second: Override
) -> None:
    both = first.over(second)
    for field in ("hidden", "name", "place", "pinned"):
        said = getattr(first, field)
        assert getattr(both, field) == (getattr(second, field) if said is None else said)
    assert first.over(UNCHANGED) == UNCHANGED.over(first) == first


def test_buttons_win_over_the_file_and_may_return_to_the_panels() -> None:
    file = FileOverrides({"C1": Override(name="By file", place=3)}, {"p1": Override(hidden=True)})
    overrides = Overrides(
        file,
        {
            (Kind.CATEGORY, 1): Override(name=""),
            (Kind.SERVICE, 1): Override(hidden=False, pinned=True),
        },
    )
    assert overrides.of_category(1, "C1") == Override(name="", place=3)
    assert overrides.of_service(1, "p1") == Override(hidden=False, pinned=True)
    assert overrides.of_service(2, "p2") is UNCHANGED


def test_without_overrides_the_catalogue_is_the_panels() -> None:
    categories = (category(1, 1, 2), category(2, 3))
    assert override(categories, Overrides(NO_OVERRIDES, {})) == (categories, ())


def test_what_is_hidden_is_nowhere_but_among_the_hidden() -> None:
    overrides = buttons(
        s1=Override(hidden=True), c2=Override(hidden=True, name="Own"), s9=Override()
    )
    shown, hidden = override((category(1, 1, 2), category(2, 3)), overrides)
    assert keys(shown) == [[2]]
    assert hidden == [Hidden(Kind.SERVICE, 1, "S1"), Hidden(Kind.CATEGORY, 2, "Own")]


def test_a_category_without_anything_shown_is_not_shown() -> None:
    shown, hidden = override((category(1, 1),), buttons(s1=Override(hidden=True)))
    assert (shown, len(hidden)) == ((), 1)


def test_own_names_and_pins() -> None:
    overrides = buttons(
        c1=Override(name="Own", pinned=True), s2=Override(name="Mine", pinned=True)
    )
    ((found,), _) = override((category(1, 1, 2),), overrides)
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
    shown, _ = override(categories, buttons(c5=Override(place=1), c4=Override(pinned=True)))
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
    items = [(name, Override(place=at)) for name, at in zip("abc", places, strict=True)]
    assert "".join(arrange(items)) == order


@given(st.lists(OVERRIDES, min_size=1, max_size=8), st.data())
def test_moving_one_moves_no_other(overrides: list[Override], data: st.DataObject) -> None:
    beside = [
        Sibling(Kind.SERVICE, number, f"S{number}", "C", replace(it, hidden=False))
        for number, it in enumerate(overrides)
    ]
    chosen = data.draw(st.sampled_from(beside))
    before = alike(chosen, beside)
    place = data.draw(st.integers(1, len(before)) | st.just(LAST))
    moved = reposition(before, chosen.id, place)
    after = alike(
        chosen,
        [replace(it, override=moved.get(it.id, UNCHANGED).over(it.override)) for it in beside],
    )
    expected = [it.id for it in before if it.id != chosen.id]
    expected.insert(place - 1, chosen.id)
    assert [it.id for it in after] == expected
    # A second tap on the same button changes nothing.
    again = reposition(after, chosen.id, place)
    assert {it.id: it.override.place for it in after if it.id in again} == {
        number: it.place for number, it in again.items()
    }


def test_what_was_put_last_stays_last_when_others_come() -> None:
    beside = [Sibling(Kind.SERVICE, number, "S", "C", UNCHANGED) for number in range(3)]
    overrides = reposition(beside, 0, LAST)
    grown = [
        Sibling(Kind.SERVICE, number, "S", "C", overrides.get(number, UNCHANGED))
        for number in range(10)
    ]
    assert alike(grown[0], grown)[-1].id == 0


def test_a_service_is_found_by_its_own_id_before_one_that_differs_in_capitals() -> None:
    small, capital, other = (
        replace(service(it), id=id_) for it, id_ in enumerate(("a", "A", "B"))
    )
    crowded = replace(category(1), services=(small, capital, other))
    found = Catalogue.of(1, "USD", [crowded], ())
    assert [found.with_id(it) for it in ("a", "A", "B", "b")] == [small, capital, other, other]
