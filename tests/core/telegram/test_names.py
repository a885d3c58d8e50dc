"""Foreign names on our lines: whole signs, Telegram's lengths, directions that stay apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.telegram.names import clip, isolated, units, whole_after, whole_before
from bot.core.telegram.screen import LABEL_LENGTH, shorten

FAMILY, FLAGS, THUMB, HEART = "👨‍👩‍👧", "🇺🇸🇩🇪", "👍🏽", "❤️"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
HAN = "\u1112\u1161\u11ab"  # a syllable in three letters
ALL = ["a", " ", "ж", "م", "é", FAMILY, "🇺🇸", THUMB, HEART, "1️⃣", "𝐏", ENGLAND, HAN]
SIGNS = st.lists(st.sampled_from(ALL), max_size=60).map("".join)


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Likes", 5, "Likes"),
        ("Likes", 4, "Lik…"),
        ("Likes now", 7, "Likes…"),
        ("𝐏𝐏𝐏", 5, "𝐏𝐏…"),
        (f"x{FAMILY}y", 6, "x…"),
        (f"{FLAGS}!", 7, "🇺🇸…"),
        (f"{THUMB}{THUMB}", 6, f"{THUMB}…"),
        (f"a{HEART}b", 3, "a…"),
        (f"a{ENGLAND}b", 15, "a…"),
        (f"a{HAN}bc", 4, "a…"),
        ("क्षत्रिय", 4, "क्ष…"),
    ],
)
def test_clipping_keeps_signs_whole(text: str, most: int, shown: str) -> None:
    assert clip(text, most) == shown


@given(SIGNS, st.integers(2, 80))
def test_clipped_texts_fit_and_end_between_two_signs(text: str, most: int) -> None:
    shown = clip(text, most)
    assert units(shown) <= most
    if shown != text:
        kept = shown.removesuffix("…")
        assert text.startswith(kept)
        assert whole_before(text, len(kept)) == len(kept)


@given(SIGNS)
def test_labels_keep_beginning_and_end_of_whole_signs(text: str) -> None:
    shown = shorten(text)
    assert len(shown) <= LABEL_LENGTH
    if len(text) > LABEL_LENGTH:
        head, _, tail = shown.partition("…")
        assert text.startswith(head)
        assert text.endswith(tail)
        start = len(text) - len(tail)
        assert whole_after(text, start) == start


@pytest.mark.parametrize("name", ["Likes ⚡ 100%", "Подписчики", "赞", "────"])
def test_a_name_from_left_to_right_is_as_it_is(name: str) -> None:
    assert isolated(name) == name


@pytest.mark.parametrize("name", ["متابعين انستقرام", "Likes עברית", "لایک 1K"])
def test_a_name_from_right_to_left_is_set_apart(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"


@given(st.text(alphabet="aم1 \u202e\u202d\u202c\u2066\u2067\u2068\u2069\u200f", max_size=12))
def test_no_name_changes_what_follows_it(name: str) -> None:
    shown = isolated(name)
    directions = [unicodedata.bidirectional(sign) for sign in shown]
    if {"R", "AL"} & set(directions):
        assert (shown[0], shown[-1]) == ("\u2068", "\u2069")
    assert {"RLO", "LRO", "PDF", "LRI", "RLI"}.isdisjoint(directions)
    assert directions.count("FSI") == directions.count("PDI") <= 1
