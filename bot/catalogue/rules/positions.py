"""Places in a list that changes: what stays where it was keeps its number.

The numbers have gaps, so that what comes in between needs no other to move.
"""

from bisect import bisect_left
from collections.abc import Sequence

GAP = 4096
"""Between two neighbours at first: a dozen times something may come in at one spot."""
FURTHEST = 2**31 - 1
"""What an integer of every database holds."""


def place(former: Sequence[int | None]) -> list[int]:
    """Return a rising number for each item of a list, the former one wherever that is possible.

    Args:
        former: the number that each item had, in the items' present order; `None` for new ones.
    """
    positions: list[int] = []
    for at in [*_longest_rising(former), len(former)]:
        low = positions[-1] if positions else None
        high = former[at] if at < len(former) else None
        missing = at - len(positions)
        between = _between(low, high, missing)
        if len(between) < missing:
            return _afresh(len(former))
        positions += between if high is None else [*between, high]
    is_far = positions and max(-positions[0], positions[-1]) > FURTHEST
    return _afresh(len(former)) if is_far else positions


def _afresh(count: int) -> list[int]:
    return [GAP * number for number in range(1, count + 1)]


def _between(low: int | None, high: int | None, count: int) -> list[int]:
    """Return `count` numbers above `low` and below `high`, evenly; none if there is no room."""
    span = GAP * (count + 1)
    if low is None:
        low = 0 if high is None else high - span
    if high is None:
        high = low + span
    if high - low <= count:
        return []
    return [low + (high - low) * number // (count + 1) for number in range(1, count + 1)]


def _longest_rising(numbers: Sequence[int | None]) -> list[int]:
    """Return where the longest rising part of `numbers` is, as indexes."""
    lasts: list[int] = []  # the smallest number that a rising part of each length ends with
    ends: list[int] = []  # and where that is
    before: list[int] = [-1] * len(numbers)
    for at, number in enumerate(numbers):
        if number is None:
            continue
        length = bisect_left(lasts, number)
        before[at] = ends[length - 1] if length else -1
        lasts[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
