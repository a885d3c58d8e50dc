"""What a chat is told when something changes, and what owners are told."""

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
    CHECKING = "checking"  # the answer was lost, an owner looks into it
    DROPPED = "dropped"
    COMPLETED = "completed"
    EXPIRED = "expired"
    PAUSED = "paused"
    PARTIAL = "partial"
    CANCELED = "canceled"
    REFUNDED = "refunded"
    ATTENTION = "attention"
    REFILL_COMPLETED = "refill_completed"
    REFILL_REJECTED = "refill_rejected"
    REFILL_REFUSED = "refill_refused"
    REFILL_CHECKING = "refill_checking"
    CANCEL_ACCEPTED = "cancel_accepted"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_CHECKING = "cancel_checking"


class Alert(StrEnum):
    """Something that owners have to know."""

    UNRESOLVED = "unresolved"  # an order's answer was lost
    NO_FUNDS = "no_funds"  # the balance at the panel is too small
    KEY_REFUSED = "key_refused"  # wrong key or a suspended account
    PANEL_DOWN = "panel_down"  # no usable answers: orders wait
    RESUMED = "resumed"  # orders go on
    ORDER_WAITS = "order_waits"  # one order is refused for what the balance does not confirm
    SERVICE_REFUSED = "service_refused"  # no orders are taken for one service
    PENDING_LONG = "pending_long"  # an order does not move
    ACCESS_WANTED = "access_wanted"  # a chat asks to be let in
    PROBLEM = "problem"  # an update or a push was given up
    CATALOGUE_SHRANK = "catalogue_shrank"  # an empty or much smaller list, kept the old one
    CATALOGUE_WHOLE = "catalogue_whole"  # the list is as it should be again
    PANEL_CHANGED = "panel_changed"  # address or key of the panel are others than before
    RESTORED = "restored"  # the database is an earlier copy
    LATE_ANSWER = "late_answer"  # an order that was given up was placed after all
    MAYBE_TWICE = "maybe_twice"  # the same, and it had been sent again
    TWO_NUMBERS = "two_numbers"  # an order was bought twice
    LOW_BALANCE = "low_balance"  # the balance is below what an owner has set
    NEW_WORD = "new_word"  # a status that nobody knows: owners may say what it means
    SERVICES_SKIPPED = "services_skipped"  # more than a handful of the list cannot be read


IN_VIEW = timedelta(seconds=30)
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
_NOT_AN_END = frozenset({Notice.APPROVED, Notice.PLACED, Notice.CHECKING, Notice.CANCEL_ACCEPTED})
_NO_PROBLEM = frozenset(
    {
        Notice.APPROVED,
        Notice.PLACED,
        Notice.COMPLETED,
        Notice.EXPIRED,
        Notice.REFILL_COMPLETED,
        Notice.CANCEL_ACCEPTED,
    }
)


def order_notice(after: OrderState, age: timedelta) -> Notice | None:
    """Return what to push when an order comes to `after`, `age` after it was confirmed."""
    notice = _OF_STATE.get(after)
    if notice in _SHOWN_BY_THE_FORM and age < IN_VIEW:
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
