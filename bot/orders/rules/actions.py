"""What may be asked of an order: a cancellation (refills have rules of their own)."""

from bot.catalogue.rules.services import Flag
from bot.orders.rules.states import TRACKED, OrderState


def can_cancel(state: OrderState, cancel: Flag, *, asked: bool) -> bool:
    """Return whether a cancellation can be asked for: running, possible, not yet asked for."""
    return state in TRACKED and cancel is not Flag.NO and not asked
