"""What is kept by a group's id in orders and forms."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.supergroups import ChatRows, Upgrade
from bot.orders.tables import Draft, Order, StartWatcher, Watcher


async def _forget_watchers(session: AsyncSession, upgrade: Upgrade) -> None:
    """Draw no message of the old chat any more."""
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == upgrade.old_id))


CHAT_ROWS = ChatRows(
    messages={
        Draft: ("source_message_id", "message_id", "prompt_message_id", "thread_id"),
        Order: ("source_message_id", "form_message_id", "thread_id"),
    },
    as_person=(Draft.user_id, Order.user_id, StartWatcher.user_id),
    one_each=((Draft.chat_id, (Draft.user_id,)),),
    as_chat=(Draft.chat_id, Order.chat_id),
    then=_forget_watchers,
)
