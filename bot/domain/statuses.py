"""The panels' own words for statuses, read into ours (provider-api.md, sections 4.2 and 5)."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from bot.domain.orders import OrderState


class RefillState(StrEnum):
    """Where a refill stands."""

    QUEUED = "queued"  # asked for by a person, not yet sent
    REQUESTING = "requesting"  # committed before the request leaves
    UNKNOWN = "unknown"  # the answer was lost
    REFUSED = "refused"  # the panel said no to the request
    PENDING = "pending"  # accepted by the panel
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REJECTED = "rejected"  # accepted at first, then turned down
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a panel said of one order; `None` is 'not said' or not readable.

    Attributes:
        word: the panel's own status word.
        state: its meaning, `None` when the word is not known (the order then stays as it is).
        remains: units still to deliver; negative means over-delivered.
        posts: of a subscription, those that it has seen.
        children: provider ids of the orders that a drip-feed or a subscription has made.
    """

    word: str
    state: OrderState | None
    charge: Decimal | None = None
    start_count: int | None = None
    remains: int | None = None
    currency: str | None = None
    posts: int | None = None
    children: tuple[str, ...] = field(default=())


_ORDER_WORDS: dict[OrderState, tuple[str, ...]] = {
    OrderState.PENDING: ("pending", "awaiting", "waiting", "queued", "0"),
    OrderState.IN_PROGRESS: ("in progress", "inprogress", "running", "1"),
    OrderState.ACTIVE: ("active",),
    OrderState.PAUSED: ("paused",),
    OrderState.PROCESSING: ("processing", "process"),
    OrderState.COMPLETED: ("completed", "complete", "done", "finished", "success", "2"),
    OrderState.EXPIRED: ("expired",),
    OrderState.PARTIAL: ("partial", "partially completed", "3"),
    OrderState.CANCELED: ("canceled", "cancelled", "cancel", "cancelled/refunded", "4"),
    OrderState.REFUNDED: ("refunded", "refunds", "5"),
    OrderState.ATTENTION: ("error", "fail", "failed"),
}
_REFILL_WORDS: dict[RefillState, tuple[str, ...]] = {
    RefillState.PENDING: ("pending", "awaiting"),
    RefillState.IN_PROGRESS: ("in progress", "in progess", "inprogress", "processing"),
    RefillState.COMPLETED: ("completed", "complete", "success"),
    RefillState.REJECTED: ("rejected", "error", "fail", "failed"),
    RefillState.CANCELED: ("canceled", "cancelled"),
}
_ORDER_STATES = {word: state for state, words in _ORDER_WORDS.items() for word in words}
_REFILL_STATES = {word: state for state, words in _REFILL_WORDS.items() for word in words}

REFILL_ENDED = frozenset(
    {
        RefillState.UNKNOWN,  # another may be asked for; the panel refuses what runs already
        RefillState.REFUSED,
        RefillState.COMPLETED,
        RefillState.REJECTED,
        RefillState.CANCELED,
    }
)


def _spelling(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


@lru_cache(maxsize=1000)
def order_state(word: str) -> OrderState | None:
    """Return the state a panel's status word stands for; `None` for an unheard-of word."""
    return _ORDER_STATES.get(_spelling(word))


def refill_state(word: str) -> RefillState | None:
    """Return the state a panel's refill status stands for; `None` for an unheard-of word."""
    return _REFILL_STATES.get(_spelling(word))
