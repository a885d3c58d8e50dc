"""Messages in a group that show the panel's balance."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.supergroups import ChatRows, Upgrade
from bot.panel.service import balances


async def _forget_watchers(session: AsyncSession, upgrade: Upgrade) -> None:
    await balances.forget_watchers(session, upgrade.old_id)


CHAT_ROWS = ChatRows(then=_forget_watchers)
