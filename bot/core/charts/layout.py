"""What a file of rows looks like, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    MOMENT = "moment"  # without a time zone: the reader's


class Format(StrEnum):
    """How a file is written; also how its name ends."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` is in characters."""

    title: str
    kind: Kind
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file looks like; `mirrored`: the first column stands at the right."""

    columns: Sequence[Column]
    sheet_name: str
    mirrored: bool = False


Cell = str | int | Decimal | datetime | None
Row = Sequence[Cell]
