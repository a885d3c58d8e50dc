"""What becomes of a top-up, of a payment, and why owners have to decide about one."""

from enum import StrEnum


class TopUpState(StrEnum):
    """How far a top-up is."""

    CHOSEN = "chosen"  # in a group: it is paid in the private chat of who opens it
    NEW = "new"  # the gateway is to be asked for an invoice
    OPEN = "open"  # can be paid
    REVIEW = "review"  # by hand: the proof is there, owners decide
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by the person
    FAILED = "failed"  # the gateway makes no invoice
    REFUSED = "refused"  # by hand: owners do not see the money

    @property
    def is_over(self) -> bool:
        """Return whether it is not to be paid any more; what arrives all the same is credited."""
        return self in _OVER


_OVER = frozenset(
    {
        TopUpState.PAID,
        TopUpState.EXPIRED,
        TopUpState.WITHDRAWN,
        TopUpState.FAILED,
        TopUpState.REFUSED,
    }
)


class PaymentState(StrEnum):
    """Where money that has arrived is."""

    CREDITED = "credited"  # in the wallet
    SUSPENSE = "suspense"  # nobody's yet: owners decide
    REFUNDING = "refunding"  # held in the wallet, while the gateway is asked to give it back
    REFUNDED = "refunded"  # given back by us
    TAKEN_BACK = "taken_back"  # given back without us: by the gateway, or a chargeback


class PaymentFilter(StrEnum):
    """Which payments are listed."""

    ALL = "a"
    WAITING = "w"  # for an owner's word
    GIVEN_BACK = "b"


class Problem(StrEnum):
    """What is not as it should be with a payment."""

    UNREADABLE = "unreadable"  # no amount that can be
    UNKNOWN = "unknown"  # of no top-up: nobody knows for whom
    CURRENCY = "currency"  # in another currency than was asked
    NOBODY = "nobody"  # the wallet's person was forgotten
    AMOUNT = "amount"  # another amount than was asked: credited as much as it is worth
    AGAIN = "again"  # the top-up was paid before: credited as well
    LATE = "late"  # the offer had ended: credited all the same
    OTHER_PAYER = "other_payer"  # somebody else has paid it


IN_SUSPENSE = frozenset({Problem.UNREADABLE, Problem.UNKNOWN, Problem.CURRENCY, Problem.NOBODY})
"""With these nothing is credited until an owner has decided."""


class Refusal(StrEnum):
    """Why a checkout is refused; nothing is paid then."""

    UNKNOWN = "unknown"
    PAID = "paid"
    OVER = "over"  # expired or withdrawn
    OTHER_AMOUNT = "other_amount"
    OTHER_PERSON = "other_person"
    CLOSED = "closed"  # the wallet is frozen, its person blocked, or nothing is sold here
