"""Groups that became supergroups, by their old id."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat, ChatMigration


async def new_id(session: AsyncSession, old_id: int) -> int | None:
    """Return the id that a group has since it became a supergroup; `None`: it has not."""
    known = await session.get(ChatMigration, old_id)
    return known.new_id if known else None


async def record(session: AsyncSession, old_id: int, new_id: int, now: datetime) -> None:
    """Remember a group's new id, once."""
    if await session.get(ChatMigration, old_id) is None:
        session.add(ChatMigration(old_id=old_id, new_id=new_id, migrated_at=now))


async def not_joined(session: AsyncSession, new_id: int) -> ChatMigration | None:
    """Lock what is known of a supergroup that Telegram has not said the bot is in."""
    query = select(ChatMigration).where(
        col(ChatMigration.new_id) == new_id, col(ChatMigration.joined).is_(False)
    )
    return (await session.execute(query.with_for_update())).scalars().first()


async def same_titled(session: AsyncSession, title: str, limit: int) -> Sequence[int]:
    """Return groups with a title, those seen last first: one may have become a supergroup."""
    alike = select(Chat.id).where(col(Chat.type) == "group", col(Chat.title) == title)
    latest = alike.order_by(col(Chat.seen_on).desc().nulls_last(), col(Chat.id))
    return (await session.execute(latest.limit(limit))).scalars().all()
