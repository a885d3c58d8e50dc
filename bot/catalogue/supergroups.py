"""Favourites of a group's anonymous administrators."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue.store import favourites
from bot.core.supergroups import ChatRows, Upgrade


async def _reassign(session: AsyncSession, upgrade: Upgrade) -> None:
    await favourites.reassign(session, upgrade.old_id, upgrade.new_id)


CHAT_ROWS = ChatRows(then=_reassign)
