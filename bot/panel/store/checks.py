"""Addresses and keys on trial, as rows; there are few."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.panel.tables import PanelCheck


async def add(session: AsyncSession, check: PanelCheck) -> None:
    """Store a check in place of what this owner has typed before, and give it its number."""
    await delete_of(session, check.owner_id)
    session.add(check)
    await session.flush()


async def find(session: AsyncSession, check_id: int) -> PanelCheck | None:
    """Return a check."""
    return await session.get(PanelCheck, check_id)


async def lock(session: AsyncSession, check_id: int) -> PanelCheck | None:
    """Lock a check and return it as it is now."""
    query = select(PanelCheck).where(col(PanelCheck.id) == check_id).with_for_update()
    found = await session.execute(query, execution_options={"populate_existing": True})
    return found.scalar_one_or_none()


async def due(session: AsyncSession, now: datetime) -> Sequence[PanelCheck]:
    """Lock what is to be tried now; what another process has locked is passed over."""
    query = select(PanelCheck).where(col(PanelCheck.due_at) <= now)
    return (await session.execute(query.with_for_update(skip_locked=True))).scalars().all()


async def begun_before(session: AsyncSession, moment: datetime) -> Sequence[PanelCheck]:
    """Return what nobody has confirmed for long."""
    query = select(PanelCheck).where(col(PanelCheck.begun_at) < moment)
    return (await session.execute(query)).scalars().all()


async def is_any(session: AsyncSession) -> bool:
    """Return whether there is any check at all."""
    return (await session.execute(select(PanelCheck.id).limit(1))).first() is not None


async def delete_of(session: AsyncSession, owner_id: int) -> None:
    """Delete what an owner has typed."""
    await session.execute(delete(PanelCheck).where(col(PanelCheck.owner_id) == owner_id))
