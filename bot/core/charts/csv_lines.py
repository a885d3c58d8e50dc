"""Comma-separated values that every spreadsheet reads, and takes nothing in them for a formula."""

import re
from datetime import datetime
from decimal import Decimal

from bot.core.charts.layout import Cell, Row

CSV_MARK = "\ufeff"
"""Begins a file: by it Excel knows that it is UTF-8."""
_SIGNS = "=+@＝＋－＠﹦﹢﹣﹫−-"
_BREAKS = r"\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
_UNSEEN = r" \x00\xa0\xad\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_FORMULA = re.compile(
    rf"^(?=[{_BREAKS}]|[{_UNSEEN}]*[{_SIGNS}])"
    rf"|(?<=[;,{_BREAKS}])(?=[{_UNSEEN}\"]*[{_SIGNS}])"
)
"""Where a program may begin to read a formula."""


def csv_line(row: Row) -> str:
    """Return a row as a line of a file.

    Every text is quoted: some programs split at semicolons and tabs as well, but not in quotes.
    Numbers and dates are not: they would be taken for text.
    """
    return ",".join(map(_written, row)) + "\r\n"


def _written(cell: Cell) -> str:
    """Return a cell as it stands in the file."""
    match cell:
        case None:
            return ""
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.isoformat(" ", "seconds")
        case str():
            return _quoted(cell)
    return str(cell)


def _quoted(text: str) -> str:
    """Return a foreign text in quotes; nothing in it is a formula to any spreadsheet.

    Neither at its beginning nor after what other programs split at, who may not know the quotes.
    """
    text = _FORMULA.sub("'", text)
    return '"' + text.replace('"', '""') + '"'
