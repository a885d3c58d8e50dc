"""What the panel has charged for all orders, summed without reading old ones again and again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order

READ_AT_ONCE = 1000
_COLUMNS: tuple[Any, ...] = (
    Order.id,
    Order.state,
    Order.state_at,
    Order.looked_at,
    Order.service_type,
    Order.answers,
    Order.quantity,
    Order.remains,
    Order.price,
    Order.currency,
    Order.cost,
    Order.cost_currency,
    Order.charge,
)


async def page(session: AsyncSession, panel_id: int, after_id: int) -> Sequence[Any]:
    """Return the next orders of a panel, in the order of their numbers."""
    query = (
        select(*_COLUMNS)
        .where(col(Order.panel_id) == panel_id, col(Order.id) > after_id)
        .order_by(col(Order.id))
        .limit(READ_AT_ONCE)
    )
    return (await session.execute(query)).all()


async def is_any_on_its_way(session: AsyncSession, panel_id: int) -> bool:
    """Return whether an order is being sent to a panel at this moment."""
    query = select(Order.id).where(
        col(Order.panel_id) == panel_id, col(Order.state) == OrderState.SUBMITTING
    )
    return (await session.execute(query.limit(1))).first() is not None
