"""Batches of codes, with how much of each was redeemed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.core.database.paging import page_of
from bot.core.paging import Page
from bot.vouchers.tables import Redemption, Voucher, VoucherBatch

_ROWS = ByKey(VoucherBatch)


async def find(session: AsyncSession, batch_id: int) -> VoucherBatch | None:
    """Return a batch by its number."""
    return await _ROWS.find(session, batch_id)


async def lock(session: AsyncSession, batch_id: int) -> VoucherBatch | None:
    """Lock a batch, and return it as it is now."""
    return await _ROWS.lock(session, batch_id)


async def add(session: AsyncSession, row: VoucherBatch) -> VoucherBatch:
    """Write a batch down, and give it its number."""
    session.add(row)
    await session.flush()
    return row


async def add_codes(session: AsyncSession, batch: VoucherBatch, digests: Sequence[str]) -> None:
    """Write the codes of a batch down, as their hashes."""
    rows = [{"batch_id": batch.id, "digest": it, "uses": batch.uses, "used": 0} for it in digests]
    await session.execute(insert(Voucher), rows)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """How often codes of a batch were redeemed, and units of it in all."""

    times: int
    units: int


async def redeemed(session: AsyncSession, batch_id: int) -> Redeemed:
    """Return what was redeemed of a batch."""
    query = (
        select(func.count(), func.coalesce(func.sum(col(Redemption.units)), 0))
        .join(Voucher, col(Voucher.id) == col(Redemption.voucher_id))
        .where(col(Voucher.batch_id) == batch_id)
    )
    times, units = (await session.execute(query)).one()
    return Redeemed(times, int(units))


async def page(session: AsyncSession, number: int, size: int) -> Page[VoucherBatch]:
    """Return a page of batches, the latest first."""
    query = select(VoucherBatch).order_by(col(VoucherBatch.id).desc())
    return await page_of(session, query, number, size)


async def any_valid(session: AsyncSession, now: datetime) -> bool:
    """Return whether a batch was made, and is neither stopped nor past its day."""
    query = select(VoucherBatch.id).where(
        col(VoucherBatch.made_at).is_not(None),
        col(VoucherBatch.is_stopped).is_(False),
        or_(col(VoucherBatch.valid_until).is_(None), col(VoucherBatch.valid_until) > now),
    )
    return (await session.execute(query.limit(1))).first() is not None
