"""The books are compared with themselves: a wallet that is not what they say is frozen."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.database.engine import Database, Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.wallet.rules.ledger import Check, Difference
from bot.wallet.service import ledger
from bot.wallet.store import book_checks as store

EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """How the books were at a moment."""

    at: datetime
    differences: Sequence[Difference]


async def last(session: Session) -> Checked | None:
    """Return how the books were when they were checked last, if they ever were."""
    row = await store.find(session)
    if row.checked_at is None:
        return None
    return Checked(row.checked_at, [as_difference(it) for it in row.differences])


async def is_due(session: Session, now: datetime) -> bool:
    """Return whether nobody has checked the books for a day."""
    row = await store.find(session)
    return row.checked_at is None or row.checked_at <= now - EVERY


async def check(database: Database, owners: Collection[int], now: datetime) -> None:
    """Check the books, and write down what was found: nobody waits while they are read."""
    async with database.read() as session:
        found = await ledger.check(session)
    async with database.begin() as session:
        await _record(session, found, owners, now)


async def _record(
    session: Session, found: Sequence[Difference], owners: Collection[int], now: datetime
) -> None:
    """Freeze the wallets that are at fault, and tell owners what is new."""
    row = await store.lock(session)
    for wallet_id in {it.wallet_id for it in found if it.wallet_id is not None}:
        await ledger.freeze(session, wallet_id, frozen=True)
    values = [as_json(it) for it in found]
    if values and values != row.differences:
        outbox_store.add_alert(session, owners, Alert.BOOKS_DIFFER, now, differences=values)
    row.checked_at, row.differences = now, values


def as_json(it: Difference) -> dict[str, Any]:
    """Return a difference as it is stored."""
    return asdict(it)


def as_difference(values: dict[str, Any]) -> Difference:
    """Return a difference as it was stored."""
    return Difference(**{**values, "compared": Check(values["compared"])})
