"""The lines of the audit log."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.tables import AuditEntry
from bot.core.database.paging import page_of
from bot.core.paging import Page


def add(session: AsyncSession, entry: AuditEntry) -> None:
    """Write a line."""
    session.add(entry)


async def page(session: AsyncSession, chat_id: int, number: int, size: int) -> Page[AuditEntry]:
    """Return a page of a chat's changes, the latest first."""
    query = select(AuditEntry).where(col(AuditEntry.chat_id) == chat_id)
    return await page_of(session, query.order_by(col(AuditEntry.id).desc()), number, size)


async def changed(session: AsyncSession, chat_id: int) -> frozenset[str]:
    """Return what was ever changed in a chat, as the log calls it."""
    query = select(AuditEntry.change).where(col(AuditEntry.chat_id) == chat_id).distinct()
    return frozenset((await session.execute(query)).scalars())
