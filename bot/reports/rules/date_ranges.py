"""Spans of days: what a report is about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `first` to `last`, both included; `None`: from the beginning."""

    first: date | None
    last: date

    @property
    def days(self) -> list[date]:
        """Return each day of a span that has a beginning."""
        if self.first is None:
            return []
        return [self.first + A_DAY * at for at in range((self.last - self.first).days + 1)]

    def bounds(self, zone: tzinfo) -> tuple[datetime | None, datetime]:
        """Return the moments, UTC, at which it begins and at which it is over."""
        since = None if self.first is None else _midnight(self.first, zone)
        return since, _midnight(self.last + A_DAY, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(today: date, count: int) -> DateRange:
    """Return the last `count` days, today included."""
    return DateRange(today - A_DAY * (count - 1), today)
