"""Who is told of a change of an order: the chat that ordered, in a group also the person."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.domain.access import Told
from bot.domain.notices import Notice, is_announced
from bot.storage import outbox
from bot.storage.tables import Chat, Order


async def announce(
    session: AsyncSession, order: Order, notice: Notice, now: datetime, **values: Any
) -> None:
    """Push a change of an order to whom the chat's settings say, with the values of this moment.

    Who ordered in a group and cannot be reached in private is told in the group.
    """
    chat = await session.get(Chat, order.chat_id)
    if chat is None or not is_announced(notice, chat.announcements):
        return
    at_home = await _at_home(session, chat, order.user_id)
    if at_home:
        alone = chat.told is Told.PERSON
        outbox.add_notice(session, order, notice, now, to=order.user_id, alone=alone, **values)
    if chat.reachable and not (at_home and chat.told is Told.PERSON):
        outbox.add_notice(session, order, notice, now, **values)


async def _at_home(session: AsyncSession, chat: Chat, user_id: int) -> bool:
    """Tell whether a person is to be told in private, and can be."""
    if chat.type == "private" or chat.told is Told.GROUP or user_id <= 0:
        return False
    reachable = select(Chat.id).where(col(Chat.id) == user_id, col(Chat.reachable).is_(True))
    return (await session.execute(reachable)).first() is not None
