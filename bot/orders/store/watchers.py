"""Messages that show orders, by the orders that they show."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, delete
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
    *,
    stays: bool = False,
) -> None:
    """Have a message drawn again after the next status check of any of these orders.

    Args:
        stays: not after that, but at each change; what stays already goes on to.
    """
    for order_id in order_ids:
        known = await session.get(Watcher, (order_id, chat_id, message_id))
        watcher = known or Watcher(
            order_id=order_id, chat_id=chat_id, message_id=message_id, view=view
        )
        watcher.view, watcher.stays = view, stays or watcher.stays
        watcher.asked = not stays or watcher.asked
        session.add(watcher)


async def view_of(
    session: AsyncSession, order_id: int, chat_id: int, message_id: int
) -> dict[str, Any] | None:
    """Return what a message shows that is drawn again at each change of an order."""
    watcher = await session.get(Watcher, (order_id, chat_id, message_id))
    return watcher.view if watcher is not None and watcher.stays else None


async def forget_message(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """Draw a message no more."""
    here = col(Watcher.chat_id) == chat_id, col(Watcher.message_id) == message_id
    await session.execute(delete(Watcher).where(*here))
