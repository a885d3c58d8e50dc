"""Foreign names on our lines: as long as fits, never cut within a sign, each in its direction."""

import re
import unicodedata

from telegram import Chat, User

from bot.domain.typed import is_visible

JOINER = "\u200d"  # makes one emoji of two
_FIRST_STRONG, _END = "\u2068", "\u2069"
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MARKS = frozenset({"Mn", "Mc", "Me"})  # accents, selectors of a variant, frames
_SKINS = re.compile("[\U0001f3fb-\U0001f3ff]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")


def called(it: User | Chat) -> str:
    """Return what a person or chat is called; the username or id if their name shows nothing."""
    names = (it.title if isinstance(it, Chat) else None, it.full_name)
    username = f"@{it.username}" if it.username else str(it.id)
    return next((name for name in names if name and is_visible(name)), username)


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: many emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def clip(text: str, most: int) -> str:
    """Return as much of `text` as fits into so many units."""
    if units(text) <= most:
        return text
    at = len(text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", "ignore"))
    while at > 0 and not may_break(text, at):
        at -= 1
    return text[:at].rstrip() + "…"


def may_break(text: str, at: int) -> bool:
    """Tell whether a text can be cut before `at` without cutting what is seen as one sign."""
    if not 0 < at < len(text):
        return True
    sign, before = text[at], text[at - 1]
    if JOINER in {sign, before} or _SKINS.match(sign) or unicodedata.category(sign) in _MARKS:
        return False
    # A flag is two letters.
    return not _FLAG_LETTER.match(sign) or len(_flag_letters_before(text, at)) % 2 == 0


def _flag_letters_before(text: str, at: int) -> str:
    start = at
    while start > 0 and _FLAG_LETTER.match(text[start - 1]):
        start -= 1
    return text[start:at]


def isolated(name: str) -> str:
    """Return a name that does not change the direction of what stands around it.

    A right-to-left name would take the numbers that follow it along.
    """
    name = _DIRECTIONS.sub("", name)
    return f"{_FIRST_STRONG}{name}{_END}" if _RIGHT_TO_LEFT.search(name) else name
