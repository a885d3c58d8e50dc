"""What has become of a service's orders here: how soon, and how often, they are completed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.orders.rules.pace import Delivery, Pace, pace_of
from bot.orders.rules.states import GIVEN_BACK, OrderState

MEASURED_FOR = timedelta(days=30)
"""Since then orders were placed that count: panels change."""
MOST_ORDERS = 100
"""The latest of them: a card is drawn often, and more would tell little more."""
LEAST_ORDERS = 5
"""Of fewer, nothing is said."""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order that has ended.

    Attributes:
        state: that it has ended in.
        in_progress_at: when the panel first said so, if it was asked in time.
        ended_at: when it was first delivered, or given back.
    """

    state: OrderState
    quantity: int
    placed_at: datetime
    in_progress_at: datetime | None
    ended_at: datetime

    @property
    def is_completed(self) -> bool:
        """Return whether all of it was delivered."""
        return self.state is OrderState.COMPLETED

    @property
    def was_seen_starting(self) -> bool:
        """Return whether it is known when it started; after its end a refill does."""
        return self.in_progress_at is not None and self.in_progress_at <= self.ended_at

    @property
    def took(self) -> timedelta:
        """Return how long it took in all."""
        return max(self.ended_at - self.placed_at, timedelta())

    @property
    def started_after(self) -> timedelta | None:
        """Return how long it waited, at most; `None` if it may never have started."""
        if self.in_progress_at is not None and self.was_seen_starting:
            return max(self.in_progress_at - self.placed_at, timedelta())
        return None if self.state in GIVEN_BACK else self.took


@dataclass(frozen=True, slots=True)
class ServiceMetrics:
    """What is known of a service by its orders; each time is the median.

    Attributes:
        orders: that have ended; of them `completed` and `canceled` are the shares, from 0 to 1,
            and the rest was delivered in part.
        start: from placed to started; `None` where that was seen too rarely. `end` likewise.
        pace: how fast it delivers, where that is known.
    """

    orders: int
    completed: float
    canceled: float
    start: timedelta | None = None
    end: timedelta | None = None
    pace: Pace | None = None


def metrics_of(past: Iterable[PastOrder]) -> ServiceMetrics | None:
    """Return what some orders tell of their service; `None` where they are too few."""
    orders = list(past)
    if len(orders) < LEAST_ORDERS:
        return None
    completed = [it for it in orders if it.is_completed]
    given_back = sum(it.state in GIVEN_BACK for it in orders)
    return ServiceMetrics(
        len(orders),
        len(completed) / len(orders),
        given_back / len(orders),
        _start(orders),
        _median([it.took for it in completed]),
        pace_of(deliveries(orders)),
    )


def deliveries(past: Iterable[PastOrder]) -> list[Delivery]:
    """Return what was delivered in full, and in what time."""
    return [Delivery(it.quantity, it.took) for it in past if it.is_completed]


def _start(orders: Iterable[PastOrder]) -> timedelta | None:
    """Return when orders start; some panels only say that they have ended."""
    waits = [
        (it.was_seen_starting, wait) for it in orders if (wait := it.started_after) is not None
    ]
    seen = sum(was_seen for was_seen, _ in waits)
    return _median([wait for _, wait in waits]) if seen >= LEAST_ORDERS else None


def _median(times: list[timedelta]) -> timedelta | None:
    if len(times) < LEAST_ORDERS:
        return None
    return timedelta(seconds=round(median(it.total_seconds() for it in times)))
