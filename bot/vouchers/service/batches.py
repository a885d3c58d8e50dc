"""Batches of codes: prepared, made once, stopped."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.database import decisions
from bot.core.database.engine import Session
from bot.core.paging import Page
from bot.vouchers.rules.codes import digest_of_code, new_code
from bot.vouchers.store import batches as store
from bot.vouchers.tables import VoucherBatch

PAGE_SIZE = 8
MOST_CODES = 1000
MOST_USES = 100_000
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch, with how often its codes were redeemed, and units of that in all."""

    batch: VoucherBatch
    times: int = 0
    units: int = 0


async def any_valid(session: Session, now: datetime) -> bool:
    """Return whether there are codes that can be redeemed."""
    return await store.any_valid(session, now)


async def new(session: Session, currency: str, by: int) -> VoucherBatch:
    """Begin a batch."""
    return await store.add(session, VoucherBatch(currency=currency, made_by=by))


async def show(session: Session, batch_id: int) -> BatchPage | None:
    """Return a batch with what was redeemed of it."""
    batch = await store.find(session, batch_id)
    if batch is None:
        return None
    found = await store.redeemed(session, batch_id)
    return BatchPage(batch, found.times, found.units)


async def page(session: Session, number: int) -> Page[VoucherBatch]:
    """Return a page of batches, the latest first."""
    return await store.page(session, number, PAGE_SIZE)


async def lock(session: Session, batch_id: int) -> VoucherBatch | None:
    """Lock a batch, for a change."""
    return await store.lock(session, batch_id)


async def make(session: Session, batch: VoucherBatch, by: int, now: datetime) -> list[str]:
    """Make the codes of a batch, which must be locked and without any; nobody sees them again."""
    codes = list(dict.fromkeys(new_code(secrets.randbelow) for _ in range(batch.count)))
    await store.add_codes(session, batch, [digest_of_code(it) for it in codes])
    batch.made_by, batch.made_at = by, now
    batch.valid_until = now + timedelta(days=batch.days) if batch.days else None
    session.add(batch)
    await decisions.record(session)
    return codes


async def stop(session: Session, batch_id: int, *, stopped: bool) -> None:
    """Have no code of a batch be redeemed any more, or let them be again."""
    batch = await store.lock(session, batch_id)
    if batch is not None:
        batch.is_stopped = stopped
        session.add(batch)
        await decisions.record(session)


async def drop(session: Session, batch_id: int) -> bool:
    """Remove a batch that was never made; `False`: it was."""
    batch = await store.lock(session, batch_id)
    if batch is None or batch.made_at is not None:
        return False
    await session.delete(batch)
    return True
