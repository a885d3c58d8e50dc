"""The balance at the panel, compared with what its orders cost: what is left is unexplained.

Who compares or answers has locked the panel's row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.service import panel_charges
from bot.panel.rules.entries import LEAST, EntryKind
from bot.panel.service import panel_state
from bot.panel.store import books as store
from bot.panel.tables import PanelBooks, PanelEntry, PanelState

LISTED = 8
"""Deposits that are shown, of which owners can change their word."""


async def find(session: Session, panel_id: int) -> PanelBooks | None:
    """Return the books of a panel; `None`: its balance was never compared."""
    return await store.find(session, panel_id)


async def find_entry(session: Session, entry_id: int) -> PanelEntry | None:
    """Return money that came to the account."""
    return await store.find_entry(session, entry_id)


async def compare(
    session: Session, state: PanelState, balance: Decimal, owners: Collection[int], now: datetime
) -> None:
    """Compare a balance that was just asked for, unless orders were on their way meanwhile."""
    is_late = state.spent_at is not None and state.spent_at > now
    if is_late or await panel_charges.is_any_on_its_way(session, state.panel_id):
        return
    books = await take_charges(session, state.panel_id)
    if books is None or books.currency != state.currency:
        await _open(session, state, balance, now)
        return
    books.balance, books.compared_at = balance, now
    _set_unexplained(books, _unexplained(books), now)
    await _detect_jump(session, books, owners, now)


async def take_charges(session: Session, panel_id: int) -> PanelBooks | None:
    """Have the books of a panel know what it has charged since, and return them.

    What was charged before there are any is in their opening balance.
    """
    charged = await panel_charges.take(session, panel_id)
    books = await store.find(session, panel_id)
    if books is not None:
        books.charged += charged.get(books.currency, Decimal(0))
    return books


async def _open(session: Session, state: PanelState, balance: Decimal, now: datetime) -> None:
    """Begin with what the panel reports now."""
    books = PanelBooks(
        panel_id=state.panel_id,
        currency=state.currency,
        opened_at=now,
        opening=balance,
        balance=balance,
        low=balance,
        compared_at=now,
    )
    await store.put(session, books)
    await _add(session, books, EntryKind.OPENING, balance, now)


async def _add(
    session: Session, books: PanelBooks, kind: EntryKind, amount: Decimal, now: datetime
) -> PanelEntry:
    entry = PanelEntry(
        panel_id=books.panel_id, at=now, kind=kind, amount=amount, currency=books.currency
    )
    return await store.add(session, entry)


def _unexplained(books: PanelBooks) -> Decimal:
    return books.balance - (books.opening + books.deposits - books.charged)


def _set_unexplained(books: PanelBooks, amount: Decimal, now: datetime) -> None:
    books.unexplained = amount
    if abs(amount) < LEAST:
        books.since = None
    elif books.since is None:
        books.since = now


async def _detect_jump(
    session: Session, books: PanelBooks, owners: Collection[int], now: datetime
) -> None:
    """Ask owners about money that came, unless it may be a refund that is not known yet."""
    jump = books.unexplained - books.known
    if jump >= LEAST and books.balance > books.low:
        since = books.jumped_at or now
        refundable = await panel_charges.refundable(session, books.panel_id, books.currency, since)
        if refundable >= jump:
            books.jumped_at = books.jumped_at or now
            return
        asked = await _add(session, books, EntryKind.ASKED, jump, now)
        outbox_store.add_alert(session, owners, Alert.DEPOSIT, now, movement_id=asked.id)
    books.known, books.low, books.jumped_at = books.unexplained, books.balance, None


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money that came to the account, and what owners say of it now.

    Attributes:
        latest: what holds now: the entry itself, or a correction of it.
    """

    entry: PanelEntry
    latest: PanelEntry


async def find_deposit(session: Session, entry_id: int) -> Deposit | None:
    """Return money that came to the account, with the owners' last word."""
    entry = await store.find_entry(session, entry_id)
    return None if entry is None else await _with_latest(session, entry)


async def deposits(session: Session, panel_id: int) -> Sequence[Deposit]:
    """Return the latest that owners were asked about, the last one first."""
    found = await store.asked_about(session, panel_id, LISTED)
    return [await _with_latest(session, it) for it in found]


async def _with_latest(session: Session, entry: PanelEntry) -> Deposit:
    return Deposit(entry, await store.last_correction(session, entry.id) or entry)


async def answer(
    session: Session,
    entry_id: int,
    by: int,
    now: datetime,
    *,
    is_deposit: bool,
    instead_of: int | None = None,
) -> Deposit | None:
    """Take an owner's word for money that came; `None`: nothing is known of it.

    Args:
        instead_of: the entry whose word it is to change; `None`: there was no word. If another
            owner has said something since, that stays.
    """
    asked = await find_entry(session, entry_id)
    if asked is None:
        return None
    await panel_state.get_for_change(session, asked.panel_id)
    found = await _with_latest(session, asked)
    entry, latest = found.entry, found.latest
    kind = EntryKind.DEPOSIT if is_deposit else EntryKind.DECLINED
    if instead_of is None and entry.kind is EntryKind.ASKED:
        entry.kind, entry.by = kind, by
        explained = entry.amount if is_deposit else Decimal(0)
    elif instead_of == latest.id and latest.kind not in {kind, EntryKind.ASKED}:
        latest = await store.add(session, _correction(entry, kind, by, now))
        explained = entry.amount if is_deposit else -entry.amount
    else:
        return found
    await _explain(session, entry, explained, now)
    return Deposit(entry, latest)


def _correction(entry: PanelEntry, kind: EntryKind, by: int, now: datetime) -> PanelEntry:
    return PanelEntry(
        panel_id=entry.panel_id,
        at=now,
        kind=kind,
        amount=entry.amount,
        currency=entry.currency,
        by=by,
        corrects=entry.id,
    )


async def _explain(session: Session, entry: PanelEntry, amount: Decimal, now: datetime) -> None:
    """Count so much more, or less, of the balance as deposits."""
    books = await store.find(session, entry.panel_id)
    if books is None or entry.at < books.opened_at or not amount:
        return
    books.deposits += amount
    books.known -= amount
    _set_unexplained(books, _unexplained(books), now)
