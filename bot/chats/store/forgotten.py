"""Who wants to be forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.tables import Forgotten


async def lock(session: AsyncSession, user_id: int) -> Forgotten | None:
    """Lock what is kept of a person who has asked, and is not forgotten yet."""
    query = select(Forgotten).where(col(Forgotten.user_id) == user_id)
    return (await session.execute(query.with_for_update())).scalar_one_or_none()


async def add(session: AsyncSession, row: Forgotten) -> None:
    """Store a row, so that it has its number."""
    session.add(row)
    await session.flush()


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    """Return whether more can be forgotten of somebody."""
    query = select(Forgotten.id).where(*_due(now)).limit(1)
    return (await session.execute(query)).first() is not None


async def longest_due(session: AsyncSession, now: datetime) -> Forgotten | None:
    """Lock who waits longest of those of whom more can be forgotten."""
    query = select(Forgotten).where(*_due(now))
    first = query.order_by(col(Forgotten.due_at)).limit(1).with_for_update(skip_locked=True)
    return (await session.execute(first)).scalar_one_or_none()


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Forgotten.user_id).is_not(None), col(Forgotten.due_at) <= now
