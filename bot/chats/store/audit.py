"""The audit log: every change of a chat's settings, who made it and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.tables import AuditEntry


async def note(  # noqa: PLR0917 - as the log lists them
    session: AsyncSession,
    chat_id: int,
    user_id: int,
    user_name: str,
    change: str,
    before: str,
    after: str,
    now: datetime,
) -> None:
    """Write a change down, in the transaction that makes it."""
    session.add(
        AuditEntry(
            chat_id=chat_id,
            at=now,
            user_id=user_id,
            user_name=user_name,
            change=change,
            before=before,
            after=after,
        )
    )


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
