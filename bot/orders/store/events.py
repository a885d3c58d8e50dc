"""The history of orders: every change of state, and what was recorded."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order, OrderEvent

_EVENTS = ByKey(OrderEvent)


async def add(session: AsyncSession, order: Order, at: datetime, note: str = "") -> None:
    """Add to an order's history how it stands now, or what does not change its state."""
    event = OrderEvent(order_id=order.id, at=at, state=order.state, note=note)
    await _EVENTS.add(session, event)


async def of_order(session: AsyncSession, order: Order) -> Sequence[OrderEvent]:
    """Return an order's changes, oldest first."""
    query = select(OrderEvent).where(col(OrderEvent.order_id) == order.id)
    return (await session.execute(query.order_by(col(OrderEvent.id)))).scalars().all()


async def has_been(session: AsyncSession, order: Order, state: OrderState) -> bool:
    """Return whether an order was ever in a state."""
    return await times_in(session, order, state) > 0


async def that_were(
    session: AsyncSession, order_ids: Iterable[int], state: OrderState
) -> frozenset[int]:
    """Return our numbers of those of some orders that were ever in a state."""
    query = select(OrderEvent.order_id).where(
        col(OrderEvent.order_id).in_(list(order_ids)), col(OrderEvent.state) == state
    )
    return frozenset((await session.execute(query)).scalars())


async def times_in(session: AsyncSession, order: Order, state: OrderState) -> int:
    """Return how often an order has come to a state, whatever was recorded of it there."""
    history = await session.execute(
        select(OrderEvent.state)
        .where(col(OrderEvent.order_id) == order.id)
        .order_by(col(OrderEvent.id))
    )
    return sum(after is state for after, _ in groupby(history.scalars()))
