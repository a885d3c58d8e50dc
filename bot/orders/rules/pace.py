"""How fast a service delivers, by what it has delivered here: an estimate, never a promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.orders.rules.states import OrderState

LEAST_DELIVERIES = 3
"""Of fewer, nothing is said."""
COMPARABLE = 4
"""An order says nothing of one that is more than so many times larger or smaller."""
UNDER_WAY = frozenset(
    {OrderState.PLACED, OrderState.PENDING, OrderState.PROCESSING, OrderState.IN_PROGRESS}
)
"""An end can be expected of these."""
NOT_STARTED = UNDER_WAY - {OrderState.IN_PROGRESS}
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Delivery:
    """An order that was completed: how much, and in what time since it was placed."""

    quantity: int
    took: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """What a service delivers in an hour, by the median of some orders."""

    an_hour: float
    orders: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What can be expected of an order; `end` is `None` where it is late already."""

    pace: Pace
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How an order stands, as the panel has said it."""

    state: OrderState
    quantity: int
    start_count: int | None
    remains: int | None

    @property
    def is_delivering(self) -> bool:
        """Return whether a part is delivered; some panels fill in 0 before anything happens."""
        return self.remains is not None and 0 < self.remains < self.quantity

    @property
    def has_started(self) -> bool:
        """Return whether an order that has not ended has started, by its state or its counts."""
        if self.state is OrderState.IN_PROGRESS:
            return True
        counted = self.state is OrderState.PROCESSING and bool(self.start_count)
        return self.state in NOT_STARTED and (counted or self.is_delivering)


def pace_of(deliveries: Iterable[Delivery], quantity: int | None = None) -> Pace | None:
    """Return how fast orders were delivered; `None` where too little is known.

    Args:
        quantity: of the order that it is asked for; only comparable ones count then.
    """
    speeds = [
        it.quantity / (it.took / timedelta(hours=1))
        for it in deliveries
        if it.took > timedelta() and (quantity is None or _is_comparable(it.quantity, quantity))
    ]
    if len(speeds) < LEAST_DELIVERIES:
        return None
    return Pace(median(speeds), len(speeds))


def _is_comparable(one: int, other: int) -> bool:
    return 0 < max(one, other) <= COMPARABLE * min(one, other)


def expected_end(
    pace: Pace, progress: Progress, placed_at: datetime, checked_at: datetime | None, now: datetime
) -> datetime | None:
    """Return about when an order should be done; `None` if that time is over."""
    left, since = progress.quantity, placed_at
    if progress.is_delivering and checked_at is not None:
        left, since = progress.remains or 0, checked_at
    hours = left / pace.an_hour
    end = since + timedelta(hours=min(hours, 24 * 365))
    return end if end > now else None


def tenths(quantity: int, remains: int | None) -> int:
    """Return how many tenths are delivered, as the bar on a card shows it."""
    if remains is None or quantity <= 0:
        return 0
    return (quantity - min(max(remains, 0), quantity)) * TENTHS // quantity
