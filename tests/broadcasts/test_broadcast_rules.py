"""News for many chats: buttons as owners write them."""

import pytest

from bot.broadcasts.rules import TURNS, BroadcastState, Link, read_links
from bot.core.errors import InputError


@pytest.mark.parametrize(
    ("line", "label", "url"),
    [
        ("Our site - https://example.com", "Our site", "https://example.com"),
        ("Our site — HTTPS://Example.com/a-b", "Our site", "HTTPS://Example.com/a-b"),
        ("A-B | tg://resolve?domain=x", "A-B", "tg://resolve?domain=x"),
        ("  Сайт – http://example.com/?q=1 ", "Сайт", "http://example.com/?q=1"),
    ],
)
def test_a_line_is_a_button(line: str, label: str, url: str) -> None:
    assert read_links(line) == [Link(label, url)]


def test_several_lines_are_several_buttons() -> None:
    assert read_links("A - https://a.example\n\nB - https://b.example") == [
        Link("A", "https://a.example"),
        Link("B", "https://b.example"),
    ]


@pytest.mark.parametrize("dash", ["-", " — ", "–"])
def test_a_dash_is_no_button(dash: str) -> None:
    assert read_links(dash) == []


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com",
        "Our site https://example.com",
        "Our site - example.com",
        "Our site - javascript:alert(1)",
        f"{'a' * 65} - https://example.com",
        f"a - https://example.com/{'a' * 2000}",
        "a - https://example.com b",
    ],
)
def test_another_line_is_pointed_out(line: str) -> None:
    with pytest.raises(InputError, match="This line is not a button"):
        read_links(f"A - https://a.example\n{line}")


def test_nothing_is_no_button_either() -> None:
    with pytest.raises(InputError, match="This line is not a button"):
        read_links(" \n")


def test_there_are_not_too_many() -> None:
    with pytest.raises(InputError, match="at most 10"):
        read_links("\n".join(["A - https://a.example"] * 11))


def test_only_what_is_under_way_is_turned_and_a_stop_needs_a_pause() -> None:
    states = BroadcastState
    turns = {(before, after) for before, found in TURNS.items() for after in found}
    assert turns == {
        (states.RUNNING, states.PAUSED),
        (states.PAUSED, states.RUNNING),
        (states.PAUSED, states.STOPPED),
    }
