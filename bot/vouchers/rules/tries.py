"""Wrong codes: a few are forgiven, then each costs a longer pause."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
WITHIN = timedelta(minutes=5)
"""So many wrong codes within this time cost nothing yet."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)
FORGIVEN = timedelta(days=1)
"""After so long without a wrong code it begins anew, once a pause was needed."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often somebody was wrong.

    Attributes:
        since: the first of them.
        until: nothing is looked up before.
    """

    wrong: int
    since: datetime
    until: datetime | None = None


def after_wrong(before: Tries | None, now: datetime) -> Tries:
    """Return how it is after another wrong code."""
    if before is None or _is_forgiven(before, now):
        return Tries(1, now)
    wrong = before.wrong + 1
    if wrong < FREE:
        return Tries(wrong, before.since)
    doubled = FIRST_PAUSE * 2 ** min(wrong - FREE, 20)
    return Tries(wrong, before.since, now + min(doubled, LONGEST_PAUSE))


def _is_forgiven(before: Tries, now: datetime) -> bool:
    if before.until is None:
        return now - before.since > WITHIN
    return now - before.until > FORGIVEN
