"""Broadcasts that are to come to a group."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasts import store
from bot.core.supergroups import ChatRows, Upgrade


async def _reassign(session: AsyncSession, upgrade: Upgrade) -> None:
    await store.reassign(session, upgrade.old_id, upgrade.new_id)


CHAT_ROWS = ChatRows(then=_reassign)
