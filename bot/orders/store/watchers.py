"""Messages that are drawn again when an order was looked at."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.tables import Watcher

_WATCHING = select(Watcher).where(col(Watcher.order_id).in_(bindparam("orders", expanding=True)))


async def of_orders(session: AsyncSession, order_ids: Collection[int]) -> Sequence[Watcher]:
    """Return the messages that watch any of these orders."""
    return (await session.execute(_WATCHING, {"orders": list(order_ids)})).scalars().all()


async def add(
    session: AsyncSession,
    order_ids: Collection[int],
    chat_id: int,
    message_id: int,
    view: dict[str, Any],
) -> None:
    """Have a message drawn again after the next status check of any of these orders."""
    for order_id in order_ids:
        await session.merge(
            Watcher(order_id=order_id, chat_id=chat_id, message_id=message_id, view=view)
        )
