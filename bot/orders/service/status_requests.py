"""Asking the panel how orders stand, before it is their turn."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.store import status_checks
from bot.orders.tables import Order


async def request(session: Session, orders: Iterable[Order], now: datetime) -> None:
    """Have the panel asked about these orders next."""
    await status_checks.set_next(session, orders, now)
    notify_on_commit(session, Topic.STATUS_CHECKS)
