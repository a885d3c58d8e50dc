"""The rows of weekly summaries: what each group wants, and those that are due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.access.tables import Chat
from bot.reports.tables import WeeklySummary


async def find(session: AsyncSession, chat_id: int) -> WeeklySummary | None:
    """Return what a group wants; `None`: no summary."""
    return await session.get(WeeklySummary, chat_id)


def put(session: AsyncSession, summary: WeeklySummary) -> None:
    """Store what a group wants."""
    session.add(summary)


async def remove(session: AsyncSession, summary: WeeklySummary) -> None:
    """Delete what a group has wanted."""
    await session.delete(summary)
    await session.flush()


async def is_due(session: AsyncSession, now: datetime) -> bool:
    """Return whether there is something for `lock_due`."""
    return (await session.execute(_due(now).limit(1))).first() is not None


async def lock_due(session: AsyncSession, now: datetime) -> Sequence[tuple[WeeklySummary, Chat]]:
    """Lock and return the summaries that are due, or whose chat is in another zone now."""
    # Who comes second waits for the row, and finds that it is not due any more.
    rows = await session.execute(_due(now).with_for_update(of=WeeklySummary))
    return [(row[0], row[1]) for row in rows]


def _due(now: datetime) -> Select[WeeklySummary, Chat]:
    zone_differs = col(WeeklySummary.time_zone) != col(Chat.time_zone)
    return (
        select(WeeklySummary, Chat)
        .join(Chat, col(Chat.id) == col(WeeklySummary.chat_id))
        .where(or_(col(WeeklySummary.next_at) <= now, zone_differs))
    )
