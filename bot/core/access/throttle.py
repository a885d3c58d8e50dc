"""Who asks too much at once is warned, and then ignored for a while."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_KNOWN = 10_000


class Verdict(StrEnum):
    """What to do with an update."""

    SERVED = "served"
    WARNED = "warned"  # not served, and the first of these: say so
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Rule:
    """At most so many within a span; who sends more is ignored for a while."""

    most: int
    window: timedelta
    ignored: timedelta


@dataclass(slots=True)
class _Record:
    """What is known of one key: when its last updates came, and the number of the newest."""

    times: deque[datetime]
    latest: int = -1
    ignored_until: datetime | None = None
    seen_at: datetime | None = None


class Throttle:
    """Counts updates by who sent them; an update that is handled again is not counted again."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._records: dict[int, _Record] = {}
        self._most_known = MOST_KNOWN

    def check(self, key: int, number: int, at: datetime) -> Verdict:
        """Count an update and say what to do with it.

        Args:
            number: of the update; numbers grow.
            at: when it was sent, so that what has piled up meanwhile is no flood.
        """
        record = self._record(key, at)
        if record.ignored_until is not None and at < record.ignored_until:
            return Verdict.IGNORED
        if number <= record.latest:
            return Verdict.SERVED
        record.latest, times = number, record.times
        if len(times) == self.rule.most and at - times[0] < self.rule.window:
            record.ignored_until = at + self.rule.ignored
            times.clear()
            return Verdict.WARNED
        times.append(at)
        return Verdict.SERVED

    def _record(self, key: int, at: datetime) -> _Record:
        if len(self._records) > self._most_known:
            self._forget(at)
        record = self._records.get(key)
        if record is None:
            record = self._records[key] = _Record(deque(maxlen=self.rule.most))
        record.seen_at = at
        return record

    def _forget(self, at: datetime) -> None:
        """Forget who was quiet for long; looking through them all pays only now and then."""
        long_ago = at - max(self.rule.window, self.rule.ignored)
        self._records = {
            key: it for key, it in self._records.items() if it.seen_at and it.seen_at > long_ago
        }
        self._most_known = max(MOST_KNOWN, 2 * len(self._records))
