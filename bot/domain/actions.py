"""What may be asked of an order: a cancellation (refills have rules of their own)."""

from bot.domain.orders import TRACKED, OrderState
from bot.domain.services import Flag


def can_cancel(state: OrderState, cancel: Flag, *, asked: bool) -> bool:
    """Tell whether a cancellation can be asked for: running, not said to be without, not asked."""
    return state in TRACKED and cancel is not Flag.NO and not asked
