"""The end of a request is told to who ordered, and kept in the order's history."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.notices import Notice
from bot.orders.service import announcements, watchers
from bot.orders.service.transitions import record_note
from bot.orders.tables import Order


async def announce(
    session: Session, order_id: int, notice: Notice, now: datetime, *, words: str, shown: str
) -> None:
    """Push what came of a request.

    Args:
        words: what is known, for owners; `shown`: of it, what who ordered may read.
    """
    order = await session.get_one(Order, order_id)
    if words != shown:
        await record_note(session, order, words, now)
    await announcements.announce(session, order, notice, now, words=shown)
    await watchers.wake(session, [order.id], now)
    await watchers.redraw(session, [order.id], now)
