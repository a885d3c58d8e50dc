"""The rows of daily digests: when each owner wants one, and those that are due."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.owners.tables import Digest


async def find(session: AsyncSession, owner: int) -> Digest | None:
    """Return what an owner wants, `None` if they have never said."""
    return await session.get(Digest, owner)


async def is_due(session: AsyncSession, owners: Collection[int], now: datetime) -> bool:
    """Return whether a digest is due."""
    return (await session.execute(_due(owners, now).limit(1))).first() is not None


async def lock_due(
    session: AsyncSession, owners: Collection[int], now: datetime
) -> Sequence[Digest]:
    """Lock and return the digests that are due."""
    # Who comes second waits for the row, and finds that it is not due any more.
    found: Sequence[Digest] = (
        (await session.execute(_due(owners, now).with_for_update())).scalars().all()
    )
    return found


def _due(owners: Collection[int], now: datetime) -> Select[Any]:
    return select(Digest).where(
        col(Digest.owner_id).in_(owners), col(Digest.wanted).is_(True), col(Digest.next_at) <= now
    )
