"""Codes are read as people mean them, and wrong ones are slowed down."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dead_letters import Cause, ProblemKind
from bot.core.languages import Catalogues
from bot.core.redaction import Redactor
from bot.owners.rules.problems import Problem
from bot.owners.screens import problems
from bot.vouchers.rules.codes import (
    ALPHABET,
    LENGTH,
    digest_of_code,
    new_code,
    read_code,
    shown,
)
from bot.vouchers.rules.tries import FORGIVEN, FREE, LONGEST_PAUSE, WITHIN, Tries, after_wrong

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
BETWEEN = st.sampled_from(["", " ", "-", " - ", "\u00a0", "–"])
LOOKALIKES = {"0": "0oO", "1": "1iIlL"}


@given(CODES, st.data())
def test_a_code_is_read_however_it_is_typed(code: str, data: st.DataObject) -> None:
    typed = ""
    for sign in code:
        ways = LOOKALIKES.get(sign, sign + sign.lower())
        typed += data.draw(st.sampled_from(ways))
        if len(typed) < 40:
            typed += data.draw(BETWEEN)
    assert read_code(typed) == code
    assert read_code(shown(code)) == code


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = read_code(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 16, "A" * 17, "А" * 16, "A" * 15 + "!"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_new_code_is_of_the_whole_alphabet_and_kept_as_a_hash() -> None:
    chance = random.Random(1)
    codes = {new_code(chance.randrange) for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) == set(ALPHABET)
    assert digest_of_code("0" * 16) != digest_of_code("1" * 16)
    assert len(digest_of_code("0" * 16)) == 64


def test_five_wrong_codes_within_five_minutes_cost_a_pause_that_grows() -> None:
    tries: Tries | None = None
    pauses = []
    now = NOW
    for _ in range(FREE + 3):
        tries = after_wrong(tries, now)
        pauses.append(None if tries.until is None else tries.until - now)
        now = tries.until or now + timedelta(seconds=1)
    minutes = [None if it is None else it.total_seconds() / 60 for it in pauses]
    assert minutes == [None, None, None, None, 1, 2, 4, 8]


def test_a_few_wrong_codes_are_forgotten_after_a_while() -> None:
    assert after_wrong(Tries(FREE - 1, NOW), NOW + WITHIN) == Tries(
        FREE, NOW, NOW + WITHIN + timedelta(minutes=1)
    )
    later = NOW + WITHIN + timedelta(seconds=1)
    assert after_wrong(Tries(FREE - 1, NOW), later) == Tries(1, later)
    paused = Tries(FREE + 60, NOW, NOW)
    assert after_wrong(paused, NOW + FORGIVEN).until == NOW + FORGIVEN + LONGEST_PAUSE
    anew = NOW + FORGIVEN + timedelta(seconds=1)
    assert after_wrong(paused, anew) == Tries(1, anew)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("failed on 0123-4567-89AB-CDEF", "failed on ***"),
        ("/redeem 0123 4567 89ab cdef", "/redeem***"),
        ("/redeem@bot 0123456789abcdef now", "/redeem*** now"),
        ("?start=redeem_0123456789ABCDEF", "?start=redeem_***"),
        ("https://a.example/some-long-slug-here", "https://a.example/some-long-slug-here"),
    ],
)
def test_a_code_is_masked_wherever_it_goes(text: str, left: str) -> None:
    assert Redactor([])(text) == left


@pytest.mark.parametrize(
    ("text", "is_shown"), [("0123 4567 89ab cdef", False), ("0123456789", True)]
)
def test_a_code_that_was_given_up_is_not_shown_to_owners(text: str, is_shown: bool) -> None:
    what = {"message": {"text": text}}
    it = Problem(ProblemKind.UPDATE, 1, 7, NOW, what, Cause.FAILED, "")
    screen = problems.problem(it, None, Catalogues().translator("en"), NOW)
    assert (text in screen.text) is is_shown
