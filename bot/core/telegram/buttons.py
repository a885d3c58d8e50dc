"""What the buttons carry: short, typed and self-contained, at most 64 bytes.

A button is `area:arg:arg`; arguments are our own numbers and words, never names or prices, so
that it works on an old message and after a restart, whatever the catalogue's names are.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MAX_DIGITS = 18  # what fits a database's integer
MAX_BYTES = 64  # telegram.constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


class Area(StrEnum):
    """The part of the bot that a button belongs to, with its arguments."""

    MENU = "m"  # entry
    FORM = "f"  # draft id, its revision, FormAction, argument
    ORDER = "o"  # order id, OrderAction
    MASS = "q"  # mass order id, MassAction, digest of the summary
    LOG = "l"  # LogFilter, page
    SETTINGS = "s"  # SettingsAction, and what it is about
    APPROVAL = "ap"  # approval id, "yes" or "no", digest of the card
    REQUOTE = "rq"  # Requoted, its id, digest of the question, "yes" or "no"
    ACCESS = "a"  # chat id, "yes" or "no"
    UNRESOLVED = "u"  # order id, UnresolvedAction, since when it is unclear or a number
    PANEL = "pn"  # panel id, PanelAction
    PROBLEM = "x"  # ProblemKind, id, ProblemAction
    BALANCE = "b"  # ask for it now
    LANGUAGE = "g"  # language code
    STATISTICS = "t"  # whose orders (reports/handlers/report_scope.py), days
    EXPORT = "e"  # whose orders, first day, last day, format
    BROADCAST = "bc"  # broadcast id, BroadcastAction, value, digest of the preview
    NEWS = "n"  # 1: broadcasts are wanted, 0: no more
    PRIVACY = "pr"  # PrivacyAction
    OVERRIDE = "sh"  # ShapeAction, Kind, id, value
    ADMIN = "ad"  # AdminAction, what it is about
    FIND = "fi"  # Found, number, page
    LOOK_AS = "v"  # chat id, and the data of the button as it is there


class FormAction(StrEnum):
    """A button of the order form."""

    PLATFORM = "p"  # id of one of its categories
    CATEGORY = "c"  # category id
    SERVICE = "s"  # service id
    PAGE = "n"  # page number
    ORDER = "o"  # from the card to the first field
    VALUE = "v"  # a suggested value for the field being asked
    DONE = "k"  # the list is complete
    UNIQUE = "u"  # leave out what the list repeats
    START_OVER = "z"  # collect the list anew
    CHANGE = "e"  # number of the field to ask again
    ADD = "d"  # number of the extra to ask for
    WITHOUT = "r"  # number of the extra to leave out
    LISTING = "l"  # Listing: favourites or recent services
    NARROW = "w"  # a filter of the results, on or off
    SORT = "t"  # Sort
    FAVOURITE = "f"  # 1: the card's service is to be one, 0: no more
    CONFIRM = "y"
    BACK = "b"
    CANCEL = "x"


class MassAction(StrEnum):
    """A button of a mass order."""

    CONFIRM = "y"
    WITHDRAW = "w"  # while it waits for an approval
    CANCEL = "x"


class OrderAction(StrEnum):
    """A button of an order's card."""

    SHOW = "s"  # turn the message into the card
    OPEN = "n"  # send the card as a message of its own
    REFRESH = "r"
    REFILL = "f"  # number of the refill before it
    CANCEL = "c"  # asks first
    CANCEL_SURE = "y"
    WITHDRAW = "w"  # while it waits for an approval
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


class PanelAction(StrEnum):
    """What an owner says of a provider whose address or key is another than before."""

    SAME = "s"
    OTHER = "o"  # asks first
    OTHER_SURE = "y"
    SHOW = "w"


class ProblemAction(StrEnum):
    """What an owner wants done with what was given up."""

    TRY_AGAIN = "a"
    FORGET = "f"


class OverrideAction(StrEnum):
    """What an owner wants of a category or service; values are absolute, a second tap is none."""

    OPEN = "n"  # send its desk as a message of its own
    HIDE = "h"  # 1 or 0
    PIN = "p"  # 1 or 0
    PLACE = "o"  # from 1
    RENAME = "e"  # asks for the name
    ASK_PLACE = "a"
    RESET = "r"  # as the file and the panel have it
    HIDDEN = "l"  # list what is hidden: a page of it, or anew
    BELIEVE = "y"  # take the panel's short list for what it is


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
    PROVIDER = "b"
    ASK_BALANCE = "t"
    QUEUES = "q"
    PROBLEMS = "e"  # send their cards
    CATALOGUE = "g"
    SYNC = "s"
    MAINTENANCE = "m"
    MAINTAIN = "w"  # 1 or 0
    ALERTS = "l"
    NO_THRESHOLD = "z"
    DIGEST = "d"  # 1 or 0
    HOUR = "r"  # from 0 to 23
    ASK = "i"  # AdminQuestion, and its id
    LIMITS = "f"  # chat id
    WORDS = "ws"
    WORD = "wo"  # the word's id
    TEACH = "wt"  # the word's id, a state; empty: nobody knows


class AdminQuestion(StrEnum):
    """What an owner is asked for on the dashboard; the answer is a reply."""

    CHATS = "chats"
    PEOPLE = "people"
    NOTE = "note"  # chat id
    LIMIT_ORDER = "limit_order"  # chat id
    LIMIT_DAY = "limit_day"  # chat id
    LIMIT_WEEK = "limit_week"  # chat id
    LIMIT_MONTH = "limit_month"  # chat id
    MAINTENANCE = "maintenance"
    THRESHOLD = "threshold"
    ZONE = "zone"


class Found(StrEnum):
    """How orders were found."""

    PERSON = "p"  # user id
    LINK = "l"  # the number of an order for it


class BroadcastAction(StrEnum):
    """A button of a broadcast that is composed, or under way."""

    CONTENT = "c"  # asks for the message
    LINKS = "u"  # asks for the buttons
    KIND = "k"  # Kind
    LANGUAGE = "l"  # its code; empty: all
    DAYS = "d"  # 0: whenever
    SHOW = "s"
    SEND = "y"  # asks first
    SEND_SURE = "z"
    DISCARD = "x"
    PAUSE = "p"
    GO_ON = "g"
    STOP = "h"  # pauses, and asks
    STOP_SURE = "t"


class PrivacyAction(StrEnum):
    """What a person wants of their data."""

    SHOW = "s"
    EXPORT = "e"
    FORGET = "f"  # asks first
    FORGET_SURE = "y"


class SettingsAction(StrEnum):
    """A button of the settings; values are absolute, a second tap is none."""

    OPEN = "o"  # SettingsPage, number of the page, argument
    SET = "c"  # Setting, value
    ASK = "t"  # Setting: its value is typed
    PUT_ON = "a"  # id of a person who may order then
    TAKE_OFF = "r"  # id of a person on the list, number of the page
    CATEGORY = "k"  # category id, 1 or 0, number of the page
    PLATFORM = "p"  # id of one of its categories, 1 or 0, number of the page
    CLOSE = "x"


class SettingsPage(StrEnum):
    """A page of the settings."""

    MAIN = "m"
    ORDERING = "w"  # who may order
    PEOPLE = "l"  # the list
    ANNOUNCEMENTS = "a"
    QUIET = "q"
    LANGUAGE = "g"
    ZONES = "z"  # number of the region, from 1; 0: the regions
    CATEGORIES = "c"  # by platform
    PLATFORM = "k"  # the categories of one, by its id
    LIMITS = "b"
    AUDIT = "h"


_AREAS = {area.value: area for area in Area}


@dataclass(frozen=True, slots=True)
class CallbackData:
    """A button's data, read."""

    area: Area
    args: tuple[str, ...]

    def text(self, index: int) -> str:
        """Return an argument; empty if the button has none there."""
        return self.args[index] if index < len(self.args) else ""

    def number(self, index: int) -> int:
        """Return an argument as a number; -1, which nothing is called, if it is none of ours."""
        text = self.text(index)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
            return -1
        return int(text)


def digest_of(*shown: object) -> str:
    """Return eight characters that stand for what a message shows: its buttons carry them.

    A button that spends does so only while what it was shown with still is so.
    """
    text = json.dumps(shown, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _plain(value: object) -> str:
    """Return an amount as a database may give it back: without zeros at its end."""
    return str(value.normalize() if isinstance(value, Decimal) else value)


def pack(area: Area, *args: object) -> str:
    """Return the data of a button.

    Raises:
        ValueError: over 64 bytes; Telegram would refuse the whole message.
    """
    data = ":".join([area.value, *map(str, args)])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {data}")
    return data


def read(data: str) -> CallbackData | None:
    """Return what a button carries; `None` for what this bot never packed."""
    word, _, rest = data.partition(":")
    area = _AREAS.get(word)
    if area is None:
        return None
    return CallbackData(area, tuple(rest.split(":")) if rest else ())
