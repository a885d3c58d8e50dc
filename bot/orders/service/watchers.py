"""Messages that are drawn again when an order was looked at."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.service import status_checks
from bot.orders.store import watchers
from bot.orders.tables import Order


async def watch(
    session: Session,
    orders: Collection[Order],
    chat_id: int,
    message_id: int,
    view: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Have the panel asked about orders next, and a message drawn again with what it says."""
    numbers = [order.id for order in orders]
    await watchers.add(session, numbers, chat_id, message_id, view)
    await status_checks.request(session, orders, now)


async def wake(session: Session, order_ids: Collection[int], now: datetime) -> None:
    """Have every message that watches one of these orders drawn again, once."""
    for watcher in await watchers.of_orders(session, order_ids):
        payload = {"message_id": watcher.message_id, "view": watcher.view}
        outbox_store.add(session, watcher.chat_id, OutboxKind.VIEW, payload, now)
        await session.delete(watcher)
