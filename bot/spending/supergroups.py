"""Limits of a group, and approvals that were asked for there."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.outbox import store as outbox_store
from bot.core.supergroups import ChatRows, Upgrade
from bot.spending.outbox import SpendingMessage
from bot.spending.rules.limits import change
from bot.spending.tables import Approval, ChatLimit


async def _take_limits_off(session: AsyncSession, upgrade: Upgrade) -> None:
    """Delete the old limits that are set anew, or were taken off, in the new chat."""
    query = select(ChatLimit).where(col(ChatLimit.chat_id) == upgrade.old_id)
    for row in (await session.execute(query)).scalars():
        if change(row.level, row.period) in upgrade.changed:
            await session.delete(row)
    await session.flush()


async def _ask_again(session: AsyncSession, upgrade: Upgrade) -> None:
    """Ask in the new chat for the approvals that were asked for in the old one."""
    query = select(Approval).where(col(Approval.chat_id) == upgrade.new_id)
    for approval in (await session.execute(query)).scalars():
        cards = [card for card in approval.cards if card[0] != upgrade.old_id]
        if cards == approval.cards:
            continue
        approval.cards = cards
        if approval.verdict is None:
            payload, chat_id = {"approval_id": approval.id}, upgrade.new_id
            outbox_store.add(session, chat_id, SpendingMessage.APPROVAL, payload, upgrade.now)


CHAT_ROWS = ChatRows(
    first=_take_limits_off,
    one_each=((ChatLimit.chat_id, (ChatLimit.level, ChatLimit.period)),),
    as_chat=(Approval.chat_id, ChatLimit.chat_id),
    then=_ask_again,
)
