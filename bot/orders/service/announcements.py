"""Changes of an order are told to whom the chat's settings say."""

from datetime import datetime
from typing import Any

from bot.core.access.store import chats
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.recipients import recipients
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice, is_announced
from bot.orders.tables import Order


async def announce(
    session: Session, order: Order, notice: Notice, now: datetime, **values: Any
) -> None:
    """Push a change of an order to whom the settings say, with the values of this moment."""
    chat = await chats.get(session, order.chat_id)
    if chat is None or not is_announced(notice, chat.announcements):
        return
    payload = {"order_id": order.id, "notice": notice.value, **values}
    for to, alone in await recipients(session, chat, order.user_id):
        outbox_store.add(session, to, OrderMessage.NOTICE, {**payload, **alone}, now)
