"""Columns that line up on a phone: text in `<pre>`, measured as it is seen."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import regex

WIDTH = 30
"""Columns that every phone shows of `<pre>` without breaking a line."""
SIGNS = 4096
"""So many are measured once: the names of a catalogue have the same ones again and again."""
_GAPS = ("  ", " ")
_WIDE = frozenset("WF")
_AS_EMOJI = "\ufe0f"
_FLAGS = range(0x1F1E6, 0x1F200)  # a flag is two of these


def width(text: str) -> int:
    """Return how many columns a text takes: a letter with its marks one, most emoji two."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of, _signs(text)))


def fit(text: str, most: int) -> str:
    """Return as much of a text as fits into so many columns, never cut within a sign."""
    if text.isascii():
        return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
    taken, columns = "", 0
    begun = taken  # what leaves room for the mark
    for sign in _signs(text):
        columns += _width_of(sign)
        if columns > most:
            return f"{begun.rstrip()}…"
        taken += sign
        if columns < most:
            begun = taken
    return text


def aligned(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return rows as lines, each cell ending where others do; `None`: too wide for a phone."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - sum(widths)
    gap = next((gap for gap in _GAPS if len(gap) * (len(widths) - 1) <= room), None)
    if gap is None:
        return None
    return [gap.join(map(_padded, row, widths)) for row in rows]


def table(rows: Sequence[Sequence[str]]) -> Markup | None:
    """Return rows in columns, numbers under numbers; `None`: too wide for a phone."""
    found = aligned(rows)
    return None if found is None else Markup("<pre>{}</pre>").format("\n".join(found))


def _padded(cell: str, columns: int) -> str:
    return " " * (columns - width(cell)) + cell


def _signs(text: str) -> Iterator[str]:
    """Yield what people see as one sign each."""
    for sign in _sign().finditer(text):
        yield sign.group()


@cache
def _sign() -> "regex.Pattern[str]":
    """Return what finds one sign.

    https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries
    """
    import regex  # noqa: PLC0415 - large, and most names are plain letters

    return regex.compile(r"\X")


@lru_cache(maxsize=SIGNS)
def _width_of(sign: str) -> int:
    if _AS_EMOJI in sign or any(_is_wide(char) for char in sign):
        return 2
    return 0 if all(unicodedata.category(char) in {"Cf", "Cc", "Mn"} for char in sign) else 1


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE or ord(char) in _FLAGS
