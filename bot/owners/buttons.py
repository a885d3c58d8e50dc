"""What the buttons of the dashboard and support carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class OwnerArea(Area):
    """What the buttons are about, with their arguments."""

    ADMIN = "ad"  # AdminAction, what it is about
    FIND = "fi"  # Found, number, page
    VIEW_AS = "v"  # chat id, and the data of the button as it is there
    PROBLEM = "x"  # ProblemKind, id, ProblemAction
    BALANCE = "b"  # ask for it now
    MARGIN = "mg"  # Grouping, days, format; without one: the page


class AdminAction(StrEnum):
    """A page of the dashboard, or something that is done on it."""

    HOME = "h"
    OPEN = "y"  # the same as a message of its own
    CHATS = "c"  # page number
    CHAT = "k"  # chat id
    LET_IN = "a"  # chat id, 1 or 0
    PEOPLE = "p"  # page number
    PERSON = "u"  # user id
    BLOCK = "x"  # user id, 1 or 0
    ORDERS = "o"  # page number
    UNRESOLVED = "n"  # send their cards
    PANELS = "b"
    QUEUES = "q"
    PROBLEMS = "e"  # send their cards
    CATALOGUE = "g"
    SYNC = "s"
    MAINTENANCE = "m"
    MAINTAIN = "w"  # 1 or 0
    ALERTS = "l"
    DIGEST = "d"  # 1 or 0
    HOUR = "r"  # from 0 to 23
    ASK = "i"  # AdminQuestion, and its id
    LIMITS = "f"  # chat id
    STEPS = "st"
    TEXTS = "tx"
    NO_TEXT = "tn"  # 0: the greeting, 1: the contact
    WORDS = "ws"
    WORD = "wo"  # the word's id
    TEACH = "wt"  # the word's id, a state; empty: nobody knows


class AdminQuestion(StrEnum):
    """What an owner is asked for on the dashboard, by the word of the question."""

    CHATS = "chats"
    PEOPLE = "people"
    NOTE = "note"  # chat id
    LIMIT_ORDER = "limit_order"  # chat id
    LIMIT_DAY = "limit_day"  # chat id
    LIMIT_WEEK = "limit_week"  # chat id
    LIMIT_MONTH = "limit_month"  # chat id
    MAINTENANCE = "maintenance"
    ZONE = "zone"
    GREETING = "greeting"
    SUPPORT = "support"
    TERMS = "terms"


class Found(StrEnum):
    """How orders were found."""

    PERSON = "p"  # user id
    LINK = "l"  # the number of an order for it


class ProblemAction(StrEnum):
    """What an owner wants done with what was given up."""

    TRY_AGAIN = "a"
    FORGET = "f"
