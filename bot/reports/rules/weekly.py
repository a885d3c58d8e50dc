"""Weekly summaries of a group: when one is due, which days it is about, and who ordered what."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Protocol

from bot.reports.rules.date_ranges import A_DAY, DateRange
from bot.spending.rules.spending import Bill, spent

CHANGE = "weekly"
"""What the settings' log calls a change of when and where summaries come."""
WEEKDAYS, HOURS = 7, 24
"""A weekday is a number from 0, which is Monday."""
_WORDS = re.compile(r"([0-6])-(\d{1,2})(?:-(\d+))?", re.ASCII)


class OrderedBy(Bill, Protocol):
    """What is counted of an order."""

    @property
    def user_id(self) -> int:
        """Return who ordered."""

    @property
    def user_name(self) -> str:
        """Return how they were called then."""

    @property
    def currency(self) -> str:
        """Return the currency of price and charge."""


@dataclass(slots=True)
class PersonShare:
    """What one person has ordered, and spent by currency."""

    name: str = ""
    orders: int = 0
    spent: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


class People:
    """Counts orders by who ordered them."""

    def __init__(self) -> None:
        self._people: defaultdict[int, PersonShare] = defaultdict(PersonShare)

    def count(self, orders: Iterable[OrderedBy]) -> None:
        """Count some more orders, oldest first: a person is called as they were last."""
        for order in orders:
            share = self._people[order.user_id]
            share.name = order.user_name
            share.orders += 1
            share.spent[order.currency] += spent(order)

    def shares(self) -> Sequence[PersonShare]:
        """Return what each has ordered, who ordered most first."""
        return sorted(self._people.values(), key=lambda share: -share.orders)


def next_summary(now: datetime, weekday: int, hour: int, zone: tzinfo) -> datetime:
    """Return the next moment, UTC, at which it is `hour` o'clock on a weekday in a zone."""
    local = now.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    on_day = today + timedelta(days=(weekday - today.weekday()) % WEEKDAYS)
    due = on_day.astimezone(UTC)
    return due if due > now else (on_day + A_DAY * WEEKDAYS).astimezone(UTC)


def week_before(day: date) -> DateRange:
    """Return the seven days before one."""
    return DateRange(day - A_DAY * WEEKDAYS, day - A_DAY)


def as_words(weekday: int, hour: int, topic_id: int | None) -> str:
    """Return when and where summaries come, as the settings' log keeps it."""
    return "-".join(map(str, (weekday, hour, *([topic_id] if topic_id else []))))


def read_words(words: str) -> tuple[int, int, int | None] | None:
    """Return weekday, hour and topic of what the log keeps; `None` if it is nothing of that."""
    found = _WORDS.fullmatch(words)
    if found is None:
        return None
    weekday, hour, topic = found.groups()
    return int(weekday), int(hour), int(topic) if topic else None
