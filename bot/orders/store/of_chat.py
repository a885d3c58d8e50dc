"""A chat's orders: the latest ones, and whether there were any before."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.states import OrderState
from bot.orders.store.orders import seen_in
from bot.orders.tables import Order


async def is_first(session: AsyncSession, order: Order) -> bool:
    """Return whether nothing was ordered in an order's chat before it."""
    earlier = select(Order.id).where(col(Order.chat_id) == order.chat_id, col(Order.id) < order.id)
    return (await session.execute(earlier.limit(1))).first() is None


async def latest(
    session: AsyncSession,
    chat_id: int,
    states: Iterable[OrderState],
    limit: int,
    *,
    only: int | None = None,
) -> Sequence[Order]:
    """Return a chat's latest orders in some states, newest first.

    Args:
        only: whose orders; `None`: everybody's.
    """
    query = seen_in(chat_id, only).where(col(Order.state).in_(list(states)))
    query = query.order_by(col(Order.id).desc()).limit(limit)
    return (await session.execute(query)).scalars().all()
