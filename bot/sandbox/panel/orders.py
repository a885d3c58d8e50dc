"""The life of the sandbox's orders: delivered over time, settled in money at the end."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

PENDING_SECONDS = 4.0
DELIVERY_SECONDS = 25.0
RUN_SECONDS = 10.0
POSTS = 3  # that an account publishes until an endless subscription expires
REFILL_SECONDS = 15.0
REFILL_WAIT_SECONDS = 30.0  # a real panel's 24 hours, at the pace of the rest
FINAL = frozenset({"Completed", "Partial", "Canceled", "Refunded", "Expired"})
_PARTIAL_SHARE, _CANCELED_SHARE = 0.08, 0.04


class PanelClock:
    """The panel's own time in seconds; `speed` may be changed while it runs."""

    def __init__(self, clock: Callable[[], float], speed: float) -> None:
        self._clock = clock
        self._read_at = clock()
        self._now = 0.0
        self._speed = speed

    def now(self) -> float:
        """Return the panel's time."""
        at = self._clock()
        self._now += (at - self._read_at) * self._speed
        self._read_at = at
        return self._now

    @property
    def speed(self) -> float:
        """How many times faster than on the clock orders are delivered."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.now()
        self._speed = speed


@dataclass
class PanelOrder:
    """An order that the panel has accepted."""

    id: str
    service: dict[str, Any]
    params: dict[str, str]
    quantity: int
    charge: Decimal
    placed_at: float
    ends_as: str = "Completed"
    left_at_end: int = 0
    status: str = "Pending"
    start_count: int | None = None
    remains: int = 0
    children: list[str] = field(default_factory=list)
    settled: Decimal | None = None  # what was paid in the end
    ended_at: float = 0.0  # once it is final

    @property
    def is_final(self) -> bool:
        """Return whether nothing happens any more."""
        return self.status in FINAL

    @property
    def charged(self) -> Decimal:
        """Return what it has cost up to now, what was given back at its end taken off."""
        return self.charge if self.settled is None else self.settled

    @property
    def runs(self) -> int:
        """Return the number of runs of a drip-feed, 0 if it is none."""
        return int(self.params.get("runs") or 0)

    @property
    def is_subscription(self) -> bool:
        """Return whether it makes orders for posts to come."""
        return str(self.service["type"]) == "Subscriptions"

    @property
    def parts(self) -> int:
        """Return how many orders of its own it makes: a run or a new post each, 0 if none."""
        if self.is_subscription:
            return int(self.params.get("posts") or POSTS)
        return self.runs

    @property
    def duration(self) -> float:
        """Return the panel seconds from placing to the end."""
        return max(DELIVERY_SECONDS, self.parts * RUN_SECONDS)


@dataclass
class PanelRefill:
    """A refill that the panel has accepted."""

    id: str
    order: PanelOrder
    asked_at: float
    status: str = "Pending"


def draw_outcome(order: PanelOrder, draw: random.Random) -> None:
    """Let a small share of the orders end otherwise than completed."""
    lot = draw.random()
    if lot < _PARTIAL_SHARE and order.quantity > 1:
        order.ends_as = "Partial"
        order.left_at_end = draw.randint(1, order.quantity - 1)
    elif lot < _PARTIAL_SHARE + _CANCELED_SHARE:
        order.ends_as, order.left_at_end = "Canceled", order.quantity


def deliver(order: PanelOrder, now: float) -> None:
    """Bring an order to where it is at a time."""
    age = now - order.placed_at
    if order.is_final or age < PENDING_SECONDS:
        return
    if order.start_count is None:
        order.start_count = sum(order.params.get("link", "").encode()) % 5000
    if age >= order.duration:
        order.status, order.remains = order.ends_as, order.left_at_end
        if order.is_subscription and order.ends_as == "Completed":
            order.status = "Expired" if not order.params.get("posts") else "Completed"
        return
    share = (age - PENDING_SECONDS) / (order.duration - PENDING_SECONDS)
    order.status = "Active" if order.is_subscription else "In progress"
    order.remains = order.quantity - round(share * (order.quantity - order.left_at_end))


def settlement(order: PanelOrder) -> Decimal:
    """Return what a final order costs: nothing if canceled, the delivered share if partial."""
    if order.status in {"Canceled", "Refunded"}:
        return Decimal(0)
    if order.status == "Partial" and order.quantity:
        left = min(max(order.remains, 0), order.quantity)
        return order.charge * (order.quantity - left) / order.quantity
    return order.charge


def follow_refill(refill: PanelRefill, now: float) -> None:
    """Bring a refill to where it is at a time."""
    age = now - refill.asked_at
    if refill.status in {"Pending", "In progress"}:
        if age >= REFILL_SECONDS:
            refill.status = "Completed"
        elif age >= REFILL_SECONDS / 3:
            refill.status = "In progress"


def due_parts(order: PanelOrder, now: float) -> Iterator[int]:
    """Return the numbers of the runs, or posts, that should have begun by now."""
    begun = min(int((now - order.placed_at) / RUN_SECONDS) + 1, order.parts)
    yield from range(len(order.children), begun)
