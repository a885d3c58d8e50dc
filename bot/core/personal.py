"""What features keep of people: each declares its tables, hands out its rows and erases them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from bot.core.money import Money

CLAIM = "attempts due_at lease_holder lease_until"
"""The columns of rows that loops claim (`Declared.withheld`)."""


PRIVATE_CHAT = "a private chat keeps its number and settings: whether it was let in, its limits"
"""Why something is kept (`Declared.kept`)."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What becomes of a table's columns, each named once, with spaces between.

    Only numbers that may be somebody's, texts and JSON are declared: money, dates, flags, counts,
    fixed words and our own rows' numbers say nothing of anybody.

    Attributes:
        file: the part of the file of /privacy that has a person's rows; empty: there are none.
        erased: of a person's own row /forget empties it, or deletes the row.
        pseudonymized: /forget puts a pseudonym there, a number that is nobody's.
        searched: the bot's or the owners' words: /forget empties it in a row about the person,
            and takes their names, former ones too, out of all others.
        kept: stays as it is, and why.
        not_personal: says nothing of a person: words of the panel, settings, the bot's own keys.
        withheld: not in the file: the owners' notes for themselves, the bot's own work.
        is_left_at_first: a person's own rows are only emptied when their order has ended.
    """

    file: str = ""
    erased: str = ""
    pseudonymized: str = ""
    searched: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    not_personal: str = ""
    withheld: str = ""
    is_left_at_first: bool = False

    def treatments(self) -> list[tuple[str, str]]:
        """Return each declared column with what becomes of it."""
        named = ("erased", "pseudonymized", "searched", "not_personal")
        found = [
            (column, treatment)
            for treatment in named
            for column in getattr(self, treatment).split()
        ]
        return found + [(column, "kept") for column in self.kept]


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A person who wants to be forgotten.

    Attributes:
        pseudonym: the number that stands for them in what stays.
        asked_at: what they ordered or wrote later is not meant.
    """

    user_id: int
    pseudonym: int
    asked_at: datetime
    now: datetime


Rows = Mapping[type[SQLModel], ColumnElement[bool]]
"""Which rows of each table are about a person."""
PersonalFile = dict[str, list[dict[str, Any]]]
"""What is stored about a person, table by table."""


def _no_rows(_: int) -> Rows:
    return {}


def _no_names(_: int) -> Sequence[Select[Any]]:
    return ()


async def _nothing_at_stake(_: AsyncSession, __: int) -> Sequence[Money]:
    return ()


async def _none_under_way(_: AsyncSession, __: int) -> int:
    return 0


async def _nothing(_: AsyncSession, __: Any) -> None:
    return None


async def _complete(_: AsyncSession, __: int, ___: PersonalFile) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What a feature keeps of people; its functions are given the person's id.

    Attributes:
        tables: what becomes of each of its tables.
        rows: which rows are about a person, for the file of /privacy; their private chat has
            their number.
        names: how a person was called when something was written down, the latest name first.
        complete: fits the feature's parts of the file.
        at_stake: the money of a person that is lost when they are forgotten.
        under_way: how many of a person's orders have not ended.
        erase: what goes at once.
        erase_ended: empties what has ended; returns when to check again, `None`: nothing is left.
    """

    tables: Mapping[type[SQLModel], Declared]
    rows: Callable[[int], Rows] = _no_rows
    names: Callable[[int], Sequence[Select[Any]]] = _no_names
    complete: Callable[[AsyncSession, int, PersonalFile], Awaitable[None]] = _complete
    at_stake: Callable[[AsyncSession, int], Awaitable[Sequence[Money]]] = _nothing_at_stake
    under_way: Callable[[AsyncSession, int], Awaitable[int]] = _none_under_way
    erase: Callable[[AsyncSession, ErasureRequest], Awaitable[None]] = _nothing
    erase_ended: Callable[[AsyncSession, ErasureRequest], Awaitable[datetime | None]] = _nothing
