"""What is kept by a group's id in orders and forms."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.supergroups import ChatRows, Upgrade
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order, StartWatcher, Watcher
from bot.wallet.service import ledger


async def _forget_watchers(session: AsyncSession, upgrade: Upgrade) -> None:
    """Draw no message of the old chat any more."""
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == upgrade.old_id))


async def _keep_wallet(session: AsyncSession, upgrade: Upgrade) -> None:
    """Have what the new chat's wallet pays be of the old one's, into which it is about to go."""
    old = await ledger.wallet_of(session, upgrade.old_id)
    new = await ledger.wallet_of(session, upgrade.new_id)
    if old is None or new is None:
        return
    for table in (Order, MassOrder):
        its = update(table).where(col(table.wallet_id) == new.id)
        await session.execute(its.values(wallet_id=old.id))


CHAT_ROWS = ChatRows(
    messages={
        Draft: ("source_message_id", "message_id", "prompt_message_id", "thread_id"),
        Order: ("source_message_id", "form_message_id", "thread_id"),
    },
    as_person=(Draft.user_id, Order.user_id, StartWatcher.user_id),
    first=_keep_wallet,
    one_each=((Draft.chat_id, (Draft.user_id,)),),
    as_chat=(Draft.chat_id, Order.chat_id),
    then=_forget_watchers,
)
