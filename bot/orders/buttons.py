"""What the buttons of the form, the log and questions about orders carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class OrderArea(Area):
    """What the buttons are about, with their arguments."""

    FORM = "f"  # draft id, its revision, FormAction, argument
    ORDER = "o"  # order id, OrderAction
    LOG = "l"  # LogFilter, page
    REQUOTE = "rq"  # Requoted, its id, digest of the question, "yes" or "no"
    CHARGE = "ch"  # order id, ChargeAction, what was shown
    UNRESOLVED = "u"  # order id, UnresolvedAction, since when it is unclear or a number


class FormAction(StrEnum):
    """A button of the order form."""

    PLATFORM = "p"  # id of one of its categories
    CATEGORY = "c"  # category id
    SERVICE = "s"  # service id
    PAGE = "n"  # page number
    ORDER = "o"  # from the card to the first field
    VALUE = "v"  # a suggested value for the field being asked
    GUESS = "g"  # place of what may have been meant, or NO
    DONE = "k"  # the list is complete
    UNIQUE = "u"  # leave out what the list repeats
    START_OVER = "z"  # collect the list anew
    CHANGE = "e"  # number of the field to ask again
    ADD = "d"  # number of the extra to ask for
    WITHOUT = "r"  # number of the extra to leave out
    LISTING = "l"  # Listing: favourites or recent services
    NARROW = "w"  # a filter of the results, on or off
    SORT = "t"  # Sort
    COMPARE = "h"  # service id to begin with; 0: choose in the list, -1: stop
    FAVOURITE = "f"  # 1: the card's service is to be one, 0: no more
    ASIDE = "a"  # back to the form that was put aside
    MEANING = "m"  # which of the meanings of a message, by its place
    PAYER = "i"  # in a group: from the own wallet, or the group's again
    CONFIRM = "y"
    SHOW = "q"  # as it is, in a message that offers to go on with it
    BACK = "b"
    CANCEL = "x"


NO = "n"
"""Of a guess: none of it was meant."""


class OrderAction(StrEnum):
    """A button of an order's card."""

    SHOW = "s"  # turn the message into the card
    OPEN = "n"  # send the card as a message of its own
    FOLD = "b"  # back from all details to the order's message as it stands in the chat
    REFRESH = "r"
    REFILL = "f"  # number of the refill before it
    REFILL_LISTED = "l"  # the same, in a list of what can be refilled
    CANCEL = "c"  # asks first
    CANCEL_SURE = "y"
    NOTIFY_START = "t"
    WITHDRAW = "w"  # before it is sent; digest of what was shown
    AGAIN = "a"


class Requoted(StrEnum):
    """What was asked about again."""

    ORDER = "o"
    MASS = "m"


class LogFilter(StrEnum):
    """Which orders `/orders` lists."""

    ALL = "a"
    OPEN = "o"
    ENDED = "e"

    @property
    def is_ended(self) -> bool | None:
        """Return whether the orders are finished ones; `None`: both."""
        return {LogFilter.OPEN: False, LogFilter.ENDED: True}.get(self)


class UnresolvedAction(StrEnum):
    """What an owner says of an order whose answer was lost."""

    PLACED = "p"  # asks for its number
    SEND_AGAIN = "q"
    DROP = "d"
    SEND_AGAIN_SURE = "y"
    DROP_SURE = "x"  # though an answer may still come
    PLACED_AS = "n"  # a number that the panel has named
    PLACED_FOR = "c"  # a number whose charge is not the price
    SHOW = "s"


class ChargeAction(StrEnum):
    """What an owner says that an order costs."""

    DELIVERED = "d"  # asks how much has come
    ALL = "a"
    NOTHING = "n"
    SO_FAR = "s"  # what the runs of a drip-feed have delivered, though some are open
    WAIT = "w"  # for them
