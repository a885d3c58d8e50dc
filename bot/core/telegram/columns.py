"""Columns that line up on a phone: text in `<pre>`, measured as it is seen."""

import unicodedata
from collections.abc import Iterator, Sequence

from markupsafe import Markup

WIDTH = 30
"""Columns that every phone shows of `<pre>` without breaking a line."""
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
    if width(text) <= most:
        return text
    taken, left = "", most - 1
    for sign in _signs(text):
        left -= _width_of(sign)
        if left < 0:
            break
        taken += sign
    return f"{taken.rstrip()}…"


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
    """Yield what people see as one sign each.

    https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries
    """
    import regex  # noqa: PLC0415 - large, and most names are plain letters

    for sign in regex.finditer(r"\X", text):
        yield sign.group()


def _width_of(sign: str) -> int:
    if _AS_EMOJI in sign or any(_is_wide(char) for char in sign):
        return 2
    return 0 if all(unicodedata.category(char) in {"Cf", "Cc", "Mn"} for char in sign) else 1


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE or ord(char) in _FLAGS
