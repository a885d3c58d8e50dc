"""The buttons of a list of orders."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class MassArea(Area):
    """What the buttons are about, with their arguments."""

    MASS = "q"  # mass order id, MassAction, digest of the summary


class MassAction(StrEnum):
    """A button of a mass order."""

    CONFIRM = "y"
    WITHDRAW = "w"  # while it waits for an approval
    WITHDRAW_WAITING = "o"  # the orders of it that have not left
    CANCEL = "x"
