"""Changes of an order are told to whom the chat's settings say."""

from datetime import datetime
from typing import Any

from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.recipients import recipients
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice, is_announced
from bot.orders.tables import Order


async def announce(
    session: Session, order: Order, notice: Notice, now: datetime, **values: Any
) -> bool:
    """Push a change of an order to whom the settings say, with the values of this moment.

    Returns:
        Whether the push takes the place of the order's card.
    """
    chat = await chats.get(session, order.chat_id)
    if chat is None or not is_announced(notice, chat.announcements):
        return False
    payload = {"order_id": order.id, "notice": notice.value, **values}
    notified = await recipients(session, chat, order.user_id)
    for to, alone in notified:
        outbox_store.add(session, to, OrderMessage.NOTICE, {**payload, **alone}, now)
    return any(takes_the_card(order, chat, to) for to, _ in notified)


def takes_the_card(order: Order, chat: Chat, to: int) -> bool:
    """Return whether what is pushed to a chat stands where an order's card does.

    Args:
        chat: in which it was ordered.
    """
    return to == order.chat_id and chat.topic_id in {None, order.thread_id}
