"""An order's life: its states and which of them may follow which.

awaiting -> queued -> submitting -> placed -> (the panel's own statuses) -> completed | partial ...
   |                       |-> rejected   the panel said no, in words: nothing was bought
   |                       `-> unknown    nobody can say: the request may have been accepted
   |           `-> requoted   dearer now, or another service: its person is asked again
   `-> refused   above a limit, and nobody has approved it

What has not left yet can be withdrawn by whom it is of.

An answer that comes after all is believed: what was taken for not placed becomes placed. In an
earlier copy of the database that is put back, what had not left yet is unknown, too.
"""

from enum import StrEnum


class OrderState(StrEnum):
    """Where an order stands; the value is what the order log stores."""

    AWAITING = "awaiting"  # above a limit: somebody has to approve it
    REFUSED = "refused"  # nobody has; it was never sent
    WITHDRAWN = "withdrawn"  # by its person, before it was sent
    QUEUED = "queued"  # confirmed by the person, not yet sent
    REQUOTED = "requoted"  # not what was confirmed any more: the person is asked again
    SUBMITTING = "submitting"  # committed before the request leaves
    UNKNOWN = "unknown"  # the answer was lost; an owner decides
    REJECTED = "rejected"  # refused in words, nothing was bought
    DROPPED = "dropped"  # an owner said: it was not placed, forget it
    PLACED = "placed"  # accepted, number known, no status seen yet
    PENDING = "pending"
    PROCESSING = "processing"
    IN_PROGRESS = "in_progress"
    ACTIVE = "active"  # a subscription that waits for posts
    PAUSED = "paused"  # a subscription that the panel holds
    ATTENTION = "attention"  # the panel says 'Error' or 'Fail': an owner has to check
    COMPLETED = "completed"
    EXPIRED = "expired"  # a subscription whose time is over
    PARTIAL = "partial"
    CANCELED = "canceled"
    REFUNDED = "refunded"


class IllegalTransitionError(Exception):
    """A state was asked for that cannot follow the present one."""

    def __init__(self, before: OrderState, after: OrderState) -> None:
        super().__init__(f"an order cannot go from {before} to {after}")


_S = OrderState

FINISHED = frozenset({_S.COMPLETED, _S.EXPIRED, _S.PARTIAL, _S.CANCELED, _S.REFUNDED})
"""The panel is done with it. It may still change its word: refills, late refunds."""

ENDED = FINISHED | {_S.REJECTED, _S.DROPPED, _S.REFUSED, _S.WITHDRAWN}
"""Nothing more is expected."""

TRACKED = frozenset(
    {
        _S.PLACED,
        _S.PENDING,
        _S.PROCESSING,
        _S.IN_PROGRESS,
        _S.ACTIVE,
        _S.PAUSED,
        _S.ATTENTION,
    }
)
"""The status checks ask about these by themselves."""

AT_PANEL = TRACKED | FINISHED
"""The panel knows the order by a number of its own."""

WITHDRAWABLE = frozenset({_S.AWAITING, _S.QUEUED})
"""Its person can withdraw it by a button; one that is asked about again is answered."""

RESERVED = WITHDRAWABLE | {_S.REQUOTED, _S.SUBMITTING, _S.UNKNOWN}
"""Nobody knows yet whether there is something to pay for."""

GIVEN_BACK = frozenset({_S.CANCELED, _S.REFUNDED})
"""Nothing is charged, whatever the panel says is missing."""

TRANSITIONS: dict[OrderState, frozenset[OrderState]] = {
    _S.AWAITING: frozenset({_S.QUEUED, _S.REFUSED, _S.WITHDRAWN, _S.PLACED, _S.UNKNOWN}),
    _S.REFUSED: frozenset({_S.PLACED}),
    _S.WITHDRAWN: frozenset({_S.PLACED}),
    _S.QUEUED: frozenset({_S.SUBMITTING, _S.REQUOTED, _S.WITHDRAWN, _S.PLACED, _S.UNKNOWN}),
    _S.REQUOTED: frozenset(
        {_S.QUEUED, _S.AWAITING, _S.REFUSED, _S.WITHDRAWN, _S.PLACED, _S.UNKNOWN}
    ),
    _S.SUBMITTING: frozenset({_S.PLACED, _S.REJECTED, _S.UNKNOWN, _S.QUEUED}),
    _S.UNKNOWN: frozenset({_S.PLACED, _S.QUEUED, _S.DROPPED}),
    _S.REJECTED: frozenset({_S.PLACED}),
    _S.DROPPED: frozenset({_S.PLACED}),
    # Whatever the panel says next is believed: completed orders are refilled, refunded late ...
    **{state: (AT_PANEL - {state, _S.PLACED}) for state in AT_PANEL},
}


def check_transition(before: OrderState, after: OrderState) -> None:
    """Raise `IllegalTransitionError` unless `after` may follow `before`."""
    if after not in TRANSITIONS[before]:
        raise IllegalTransitionError(before, after)
