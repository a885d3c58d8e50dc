"""The entries of a wallet, as its owner sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.wallet.rules.ledger import TransferKind


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal, seen from a wallet.

    Attributes:
        units: above zero: came in; below: went out.
        note: an owner's reason.
    """

    at: datetime
    kind: TransferKind
    units: int
    order_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a wallet, in units.

    Attributes:
        spent: charged for orders, less what came back.
        balance: at its end.
    """

    day: date
    spent: int
    balance: int


_OF_ORDERS = frozenset({TransferKind.CHARGE, TransferKind.REFUND})


def balances(entries: Sequence[Entry], posted: int) -> Iterator[int]:
    """Yield the balance after each entry; `posted` is that after the last.

    Args:
        entries: the oldest first.
    """
    balance = posted - sum(it.units for it in entries)
    for entry in entries:
        balance += entry.units
        yield balance


def days_of(
    entries: Sequence[Entry], posted: int, *, last: date, count: int, zone: ZoneInfo
) -> list[Day]:
    """Return the last days, the oldest first.

    Args:
        entries: all of these days, the oldest first.
        posted: the balance now.
    """
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.at.astimezone(zone).date(), []).append(entry)
    found, balance = [], posted
    for back in range(count):
        day = last - timedelta(days=back)
        of_day = by_day.get(day, [])
        spent = -sum(it.units for it in of_day if it.kind in _OF_ORDERS)
        found.append(Day(day, spent, balance))
        balance -= sum(it.units for it in of_day)
    return found[::-1]
