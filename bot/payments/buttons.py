"""The buttons of paying in, and what people are asked for."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class PaymentArea(Area):
    """What the buttons are about, with their arguments."""

    TOP_UP = "pi"  # TopUpAction, what it is about
    SUPPORT = "ps"  # SupportAction, what it is about
    OWNED = "po"  # OwnerAction, what it is about: how people pay in, for owners


class TopUpAction(StrEnum):
    """What people do to pay in."""

    AMOUNTS = "m"  # method
    OFFER = "o"  # method, units
    OTHER = "q"  # method
    GO = "g"  # method, units, digest of what was shown
    WITHDRAW = "x"  # top-up id


class OwnerAction(StrEnum):
    """What owners do about paying in."""

    HOME = "h"
    SWITCH = "s"  # method, 1 or 0
    ASK = "q"  # OwnerQuestion
    LIST = "l"  # PaymentFilter, page
    CARD = "c"  # payment id
    GIVE_BACK = "b"  # payment id: asks first
    SURE = "y"  # payment id, digest of what was shown
    CREDIT = "a"  # payment id, digest of what was shown: to the wallet of who has paid


class OwnerQuestion(StrEnum):
    """What an owner is asked for, by the word of the question."""

    STAR_RATE = "star_rate"
    PAYMENT = "find_payment"


class SupportAction(StrEnum):
    """What people do about their own payments."""

    ASK = "a"  # payment id: the owners are asked


class TopUpQuestion(StrEnum):
    """What a person is asked for, by the word of the question; about a method."""

    AMOUNT = "top_up_amount"
    OFFERED = "top_up_offered"  # the same, beside buttons with amounts
