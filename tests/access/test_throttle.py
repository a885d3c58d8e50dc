"""Who asks too much at once, on a clock of the test's own."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.access import throttle as throttle_module
from bot.core.access.throttle import Rule, Throttle, Verdict

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
RULE = Rule(3, timedelta(seconds=10), timedelta(seconds=30))
V = Verdict


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def verdicts_at(
    throttle: Throttle, *seconds: float, key: int = 7, first: int = 1
) -> list[Verdict]:
    return [throttle.check(key, first + n, at(when)) for n, when in enumerate(seconds)]


def test_so_many_within_the_window_are_served_and_the_next_is_warned() -> None:
    assert verdicts_at(Throttle(RULE), 0, 1, 2, 3, 4) == [V.SERVED] * 3 + [V.WARNED, V.IGNORED]


def test_the_window_slides() -> None:
    assert verdicts_at(Throttle(RULE), 0, 5, 9, 10, 14, 15) == [V.SERVED] * 4 + [
        V.WARNED,
        V.IGNORED,
    ]


def test_after_a_while_all_is_forgiven_and_one_is_warned_again() -> None:
    throttle = Throttle(RULE)
    assert verdicts_at(throttle, 0, 0, 0, 1)[-1] is V.WARNED
    later = verdicts_at(throttle, 30.9, 31, 31, 31, 31, first=5)
    assert later == [V.IGNORED, V.SERVED, V.SERVED, V.SERVED, V.WARNED]


def test_others_are_served_meanwhile() -> None:
    throttle = Throttle(RULE)
    verdicts_at(throttle, 0, 0, 0, 0)
    assert verdicts_at(throttle, 0, 0, key=8, first=9) == [V.SERVED, V.SERVED]


def test_an_update_that_is_handled_again_is_not_counted_again() -> None:
    throttle = Throttle(RULE)
    assert [throttle.check(7, 1, at(0)) for _ in range(9)] == [V.SERVED] * 9
    assert verdicts_at(throttle, 0, 0, first=2) == [V.SERVED, V.SERVED]


def test_what_has_piled_up_is_no_flood() -> None:
    assert verdicts_at(Throttle(RULE), *range(0, 100, 5)) == [V.SERVED] * 20


def test_who_was_quiet_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle_module, "MOST_KNOWN", 2)
    throttle = Throttle(RULE)
    verdicts_at(throttle, 0, 0, 0, 0)
    for key in range(10, 13):
        assert verdicts_at(throttle, 29, key=key) == [V.SERVED]
    assert throttle.check(7, 9, at(29.5)) is V.IGNORED
    assert throttle.check(14, 9, at(61)) is V.SERVED
    assert throttle.check(7, 1, at(61)) is V.SERVED
