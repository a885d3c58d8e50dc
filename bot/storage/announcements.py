"""Who is told of a change of an order."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices import Notice, is_announced
from bot.storage import outbox
from bot.storage.tables import Chat, Order


async def announce(
    session: AsyncSession, order: Order, notice: Notice, now: datetime, **values: Any
) -> None:
    """Push a change of an order to its chat, if that wants to hear of it."""
    chat = await session.get(Chat, order.chat_id)
    if chat is not None and chat.reachable and is_announced(notice, chat.announcements):
        outbox.add_notice(session, order, notice, now, **values)
