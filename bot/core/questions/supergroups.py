"""What was asked in a group: its messages are others in the supergroup, so it is asked anew."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.questions import store
from bot.core.supergroups import ChatRows, Upgrade


async def _delete(session: AsyncSession, upgrade: Upgrade) -> None:
    await store.delete_of_chat(session, upgrade.old_id, upgrade.now)


CHAT_ROWS = ChatRows(first=_delete)
