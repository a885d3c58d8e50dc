"""Messages that are drawn again when an order was looked at."""

from collections.abc import Collection
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.store import watchers


async def wake(session: Session, order_ids: Collection[int], now: datetime) -> None:
    """Have every message that watches one of these orders drawn again, once."""
    for watcher in await watchers.of_orders(session, order_ids):
        payload = {"message_id": watcher.message_id, "view": watcher.view}
        outbox_store.add(session, watcher.chat_id, OutboxKind.VIEW, payload, now)
        await session.delete(watcher)
