"""What may be asked of an order: refill, cancellation."""

from bot.domain.orders import TRACKED, OrderState
from bot.domain.services import Flag

_REFILLABLE = frozenset({OrderState.COMPLETED, OrderState.PARTIAL})


def can_refill(state: OrderState, refill: Flag, *, in_flight: bool) -> bool:
    """Tell whether a refill can be asked for: delivered, not said to be without, none running."""
    return state in _REFILLABLE and refill is not Flag.NO and not in_flight


def can_cancel(state: OrderState, cancel: Flag, *, asked: bool) -> bool:
    """Tell whether a cancellation can be asked for: running, not said to be without, not asked."""
    return state in TRACKED and cancel is not Flag.NO and not asked
