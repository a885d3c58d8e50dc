"""Messages that show orders: drawn again when an order was checked, or has changed.

An order's own card is `Order.form_message_id`, which is drawn again by a row of its own; what is
kept of it here is whether it shows everything. What is opened besides, from a list or by a number,
stays true as well: it is drawn again at each change, as long as it shows the order.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.service import status_requests
from bot.orders.store import watchers
from bot.orders.tables import Order, Watcher


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
    await status_requests.request(session, orders, now)


async def follow(
    session: Session, order: Order, chat_id: int, message_id: int, view: dict[str, Any]
) -> None:
    """Have a message that has come to show an order drawn again at each change of it."""
    await watchers.forget_message(session, chat_id, message_id)
    await watchers.add(session, [order.id], chat_id, message_id, view, stays=True)


async def view_of(session: Session, order: Order, message_id: int) -> dict[str, Any] | None:
    """Return what a message that has come to show an order shows; `None` if nothing is known."""
    return await watchers.view_of(session, order.id, order.chat_id, message_id)


async def unfollow(session: Session, chat_id: int, message_id: int) -> None:
    """Draw a message no more that shows something else now."""
    await watchers.forget_message(session, chat_id, message_id)


async def wake(session: Session, order_ids: Collection[int], now: datetime) -> None:
    """Have every message drawn again, once, that waits for a check of one of these orders."""
    for watcher in await watchers.of_orders(session, order_ids):
        if watcher.asked:
            _draw(session, watcher, now)
            watcher.asked = False
            if not watcher.stays:
                await session.delete(watcher)


async def redraw(session: Session, order_ids: Collection[int], now: datetime) -> None:
    """Have every message drawn again that shows one of these orders, which have changed."""
    for watcher in await watchers.of_orders(session, order_ids):
        if watcher.stays and not (watcher.view.get("unfolded") or watcher.view.get("asks")):
            _draw(session, watcher, now)


def _draw(session: Session, watcher: Watcher, now: datetime) -> None:
    view = {**watcher.view, "followed": watcher.message_id} if watcher.stays else watcher.view
    payload = {"message_id": watcher.message_id, "view": view}
    outbox_store.add(session, watcher.chat_id, OutboxKind.LIVE_MESSAGE, payload, now)
