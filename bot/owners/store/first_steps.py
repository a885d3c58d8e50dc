"""What tells whether an owner's first steps are done."""

from collections.abc import Collection

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import OverrideRow
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat


async def has_let_in(session: AsyncSession, owners: Collection[int]) -> bool:
    """Return whether a chat was let in that is not an owner's own."""
    query = select(Chat.id).where(
        col(Chat.standing) == ChatAccess.APPROVED, col(Chat.id).not_in(owners)
    )
    return (await session.execute(query.limit(1))).first() is not None


async def is_in_a_group(session: AsyncSession) -> bool:
    """Return whether the bot is in a group, and may write there."""
    query = select(Chat.id).where(col(Chat.type) != "private", col(Chat.reachable).is_(True))
    return (await session.execute(query.limit(1))).first() is not None


async def has_edited_catalogue(session: AsyncSession) -> bool:
    """Return whether an owner has hidden, renamed, moved or pinned something."""
    query = select(OverrideRow.target_id).where(
        or_(
            col(OverrideRow.hidden).is_(True),
            col(OverrideRow.name).is_not(None),
            col(OverrideRow.place).is_not(None),
            col(OverrideRow.pinned).is_(True),
        )
    )
    return (await session.execute(query.limit(1))).first() is not None
