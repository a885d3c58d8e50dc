"""The lines of the audit log."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.tables import AuditEntry


def add(session: AsyncSession, entry: AuditEntry) -> None:
    """Write a line."""
    session.add(entry)


async def page(
    session: AsyncSession, chat_id: int, number: int, size: int
) -> tuple[Sequence[AuditEntry], int]:
    """Return a page of a chat's changes, the latest first, and how many there are in all."""
    here = col(AuditEntry.chat_id) == chat_id
    counting = select(func.count()).select_from(AuditEntry).where(here)
    total = (await session.execute(counting)).scalar_one()
    latest = select(AuditEntry).where(here).order_by(col(AuditEntry.id).desc())
    rows = (await session.execute(latest.offset(number * size).limit(size))).scalars().all()
    return rows, total


async def changed(session: AsyncSession, chat_id: int) -> frozenset[str]:
    """Return what was ever changed in a chat, as the log calls it."""
    query = select(AuditEntry.change).where(col(AuditEntry.chat_id) == chat_id).distinct()
    return frozenset((await session.execute(query)).scalars())
