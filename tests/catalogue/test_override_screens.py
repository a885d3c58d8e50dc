"""The editor of overrides, drawn from plain values."""

from bot.catalogue.rules.catalogue import Hidden, Kind
from bot.catalogue.rules.editing import OverrideEditor, Sibling, alike
from bot.catalogue.rules.overrides import UNCHANGED, Override
from bot.catalogue.screens import overrides as screens
from bot.core.languages import Catalogues
from bot.core.telegram.screen import Screen

T = Catalogues().translator("en")


def edited(number: int, **overrides: Override) -> OverrideEditor:
    """Return the editor of one of three services, with overrides of some: `s1` is the first."""
    beside = [
        Sibling(Kind.SERVICE, key, f"S{key}", "Likes", overrides.get(f"s{key}", UNCHANGED))
        for key in (1, 2, 3)
    ]
    it = beside[number - 1]
    return OverrideEditor(it, alike(it, beside))


def labels(screen: Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in screen.rows]


def test_it_moves_where_there_is_room() -> None:
    moves = [labels(screens.editor(T, edited(number)))[2] for number in (1, 2, 3)]
    assert moves == [["🔽", "⏬"], ["⏫", "🔼", "🔽", "⏬"], ["⏫", "🔼"]]
    assert "Place 2 of 3" in screens.editor(T, edited(2)).text


def test_what_is_pinned_has_its_place_among_the_pinned() -> None:
    screen = screens.editor(T, edited(3, s3=Override(pinned=True)))
    assert "Place 1 of 1" in screen.text
    assert labels(screen) == [
        ["🙈 Hide", "📌 Unpin"],
        ["✏️ Name", "🔢 Place"],
        ["↩️ Reset to the panel's own"],
    ]


def test_what_is_hidden_has_no_place_and_can_be_shown() -> None:
    screen = screens.editor(T, edited(1, s1=Override(hidden=True, name="<own>")))
    assert "&lt;own&gt;" in screen.text
    assert "The panel calls it: S1" in screen.text
    assert "Place" not in screen.text
    assert labels(screen) == [["👁 Show", "✏️ Name"], ["↩️ Reset to the panel's own"]]


def test_the_list_of_what_is_hidden_turns_pages() -> None:
    found = [
        Hidden(Kind.CATEGORY, 1, "C1"),
        *(Hidden(Kind.SERVICE, n, f"S{n}") for n in range(10)),
    ]
    first, last = screens.hidden(T, found, 0), screens.hidden(T, found, 9)
    assert labels(first)[0] == ["🗂 C1"]
    assert labels(first)[-1] == ["1/2", "▶"]
    assert labels(last) == [["S9"], ["◀", "2/2"]]
