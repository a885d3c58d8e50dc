"""Foreign names on our lines: as long as fits, never cut within a sign, each in its direction."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup
from telegram import Chat, User

from bot.core.text.isolates import isolate
from bot.core.text.typed import is_visible

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def called(it: User | Chat) -> str:
    """Return what a person or chat is called; the username or id if their name shows nothing."""
    names = (it.title if isinstance(it, Chat) else None, it.full_name)
    username = f"@{it.username}" if it.username else str(it.id)
    return next((name for name in names if name and is_visible(name)), username)


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: many emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def fitting(parts: Iterable[Markup], room: int) -> list[Markup]:
    """Return the first of some lines, as many as have room in so many units of a text."""
    found: list[Markup] = []
    for part in parts:
        room -= units(part.striptags()) + 1
        if room < 0:
            break
        found.append(part)
    return found


def clip(text: str, most: int) -> str:
    """Return as much of `text` as fits into so many units."""
    if units(text) <= most:
        return text
    at = len(text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", "ignore"))
    return text[: whole_before(text, at)].rstrip() + "…"


def whole_before(text: str, at: int) -> int:
    """Return the last place up to `at` that is between two signs, as people see them."""
    return max(end for end in _ends(text[: at + 1]) if end <= at)


def whole_after(text: str, at: int) -> int:
    """Return the first place from `at` on that is between two signs, as people see them."""
    return min(end for end in _ends(text) if end >= at)


def _ends(text: str) -> Iterator[int]:
    """Yield where a text may be cut: an emoji of several, a flag, a letter with its marks is one.

    https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries
    """
    import regex  # noqa: PLC0415 - large, and most names are short enough

    yield 0
    for sign in regex.finditer(r"\X", text):
        yield sign.end()


def isolated(name: str) -> str:
    """Return a name that does not change the direction of what stands around it.

    A right-to-left name would take the numbers that follow it along.
    """
    name = _DIRECTIONS.sub("", name)
    return isolate(name) if _RIGHT_TO_LEFT.search(name) else name
