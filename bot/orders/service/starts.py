"""“Tell me when it starts”: one push for an order, at the check that shows it started."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice
from bot.orders.rules.pace import NOT_STARTED
from bot.orders.service.pace import progress_of
from bot.orders.store import orders, start_watchers
from bot.orders.tables import Order, StartWatcher


def can_be_awaited(order: Order) -> bool:
    """Return whether an order is at the panel and has not started."""
    return order.state in NOT_STARTED and not progress_of(order).has_started


async def await_start(session: Session, order: Order, user_id: int, user_name: str) -> bool:
    """Notify a person when an order starts; `False` if it has, or has ended."""
    locked = await orders.lock(session, order.id)
    if not can_be_awaited(locked):
        return False
    await start_watchers.add(session, order.id, user_id, user_name)
    return True


async def notify(session: Session, order_ids: Collection[int], now: datetime) -> None:
    """Push that those of some orders have started that people wait for.

    Of one that has ended meanwhile its end is told.
    """
    waiting: defaultdict[int, list[StartWatcher]] = defaultdict(list)
    for watcher in await start_watchers.of_orders(session, order_ids):
        waiting[watcher.order_id].append(watcher)
    for order_id, watchers in sorted(waiting.items()):
        order = await orders.lock(session, order_id)
        if can_be_awaited(order):
            continue
        if progress_of(order).has_started:
            asked = [[it.user_id, it.user_name] for it in watchers]
            payload = {"order_id": order_id, "notice": Notice.STARTED.value, "asked": asked}
            outbox_store.add(session, order.chat_id, OrderMessage.NOTICE, payload, now)
        await start_watchers.forget(session, order_id)
