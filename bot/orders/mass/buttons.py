"""What the buttons of a list of orders carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class MassArea(Area):
    """What the buttons are about, with their arguments."""

    MASS = "q"  # mass order id, MassAction, digest of the summary


class MassAction(StrEnum):
    """A button of a mass order."""

    PAYER = "p"  # in a group: from the own wallet, or the group's again; digest
    CONFIRM = "y"
    QUANTITY = "n"  # of all lines that take one; quantity
    SERVICE = "i"  # what was sent is a service's ID; our number of it
    WITHDRAW = "w"  # while it waits for an approval
    WITHDRAW_WAITING = "o"  # the orders of it that have not left
    CANCEL = "x"
    SHOW = "s"  # how it stands, in the message of the order log
    AGAIN = "a"  # once it is over: what it comes to today, to be confirmed anew
