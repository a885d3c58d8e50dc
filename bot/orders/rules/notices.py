"""What a chat is told when an order of its people changes."""

from datetime import timedelta
from enum import StrEnum

from bot.core.access.roles import Announcements
from bot.orders.rules.states import OrderState
from bot.panel.rules.statuses import RefillState


class Notice(StrEnum):
    """Something worth a message to the chat that ordered."""

    APPROVED = "approved"  # it was above a limit
    REFUSED = "refused"
    PLACED = "placed"
    REJECTED = "rejected"
    CHECKING = "checking"  # the answer was lost, an owner has to decide
    DROPPED = "dropped"
    STARTED = "started"  # told to who has asked for it
    COMPLETED = "completed"
    EXPIRED = "expired"
    PAUSED = "paused"
    PARTIAL = "partial"
    CANCELED = "canceled"
    REFUNDED = "refunded"
    ATTENTION = "attention"
    SETTLED = "settled"  # it costs more or less than before
    REFILL_COMPLETED = "refill_completed"
    REFILL_REJECTED = "refill_rejected"
    REFILL_REFUSED = "refill_refused"
    REFILL_CHECKING = "refill_checking"
    CANCEL_ACCEPTED = "cancel_accepted"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_CHECKING = "cancel_checking"


FORM_IS_SHOWN_FOR = timedelta(seconds=30)
"""So soon after Confirm the person still looks at the form, which changes by itself; no push."""

_OF_STATE = {
    OrderState.PLACED: Notice.PLACED,
    OrderState.REJECTED: Notice.REJECTED,
    OrderState.UNKNOWN: Notice.CHECKING,
    OrderState.DROPPED: Notice.DROPPED,
    OrderState.COMPLETED: Notice.COMPLETED,
    OrderState.EXPIRED: Notice.EXPIRED,
    OrderState.PAUSED: Notice.PAUSED,
    OrderState.PARTIAL: Notice.PARTIAL,
    OrderState.CANCELED: Notice.CANCELED,
    OrderState.REFUNDED: Notice.REFUNDED,
    OrderState.ATTENTION: Notice.ATTENTION,
}
_SHOWN_BY_THE_FORM = frozenset({Notice.PLACED, Notice.REJECTED, Notice.CHECKING})
_OF_REFILL = {
    RefillState.COMPLETED: Notice.REFILL_COMPLETED,
    RefillState.REJECTED: Notice.REFILL_REJECTED,
    RefillState.CANCELED: Notice.REFILL_REJECTED,
    RefillState.REFUSED: Notice.REFILL_REFUSED,
    RefillState.UNKNOWN: Notice.REFILL_CHECKING,
}
_NOT_AN_END = frozenset(
    {
        Notice.APPROVED,
        Notice.PLACED,
        Notice.STARTED,
        Notice.CHECKING,
        Notice.CANCEL_ACCEPTED,
    }
)
_NO_PROBLEM = frozenset(
    {
        Notice.APPROVED,
        Notice.PLACED,
        Notice.STARTED,
        Notice.COMPLETED,
        Notice.EXPIRED,
        Notice.REFILL_COMPLETED,
        Notice.CANCEL_ACCEPTED,
    }
)


def order_notice(after: OrderState, age: timedelta) -> Notice | None:
    """Return what to push when an order comes to `after`, `age` after it was confirmed."""
    notice = _OF_STATE.get(after)
    if notice in _SHOWN_BY_THE_FORM and age < FORM_IS_SHOWN_FOR:
        return None
    return notice


def refill_notice(after: RefillState) -> Notice | None:
    """Return what to push when a refill comes to `after`."""
    return _OF_REFILL.get(after)


def is_announced(notice: Notice, announcements: Announcements) -> bool:
    """Return whether a chat with this setting hears of `notice`."""
    if announcements is Announcements.ALL:
        return True
    if announcements is Announcements.PROBLEMS:
        return notice not in _NO_PROBLEM
    return announcements is Announcements.ENDS and notice not in _NOT_AN_END
