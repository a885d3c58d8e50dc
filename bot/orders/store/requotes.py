"""Orders whose people are asked again, and those of the same lists."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order


async def queued_beside(session: AsyncSession, leaving: Sequence[Order]) -> Sequence[Order]:
    """Lock and return what else of the same lists is still to leave."""
    lists = {order.batch_id for order in leaving if order.batch_id is not None}
    query = select(Order).where(
        col(Order.batch_id).in_(lists),
        col(Order.state) == OrderState.QUEUED,
        col(Order.id).not_in([order.id for order in leaving]),
    )
    return (await session.execute(query.with_for_update(skip_locked=True))).scalars().all()


async def asked_of_list(session: AsyncSession, mass_id: int) -> Sequence[Order]:
    """Lock and return the orders of a list about which its person is asked."""
    query = select(Order).where(
        col(Order.batch_id) == mass_id, col(Order.state) == OrderState.REQUOTED
    )
    locked = query.order_by(col(Order.id)).with_for_update()
    fresh = locked.execution_options(populate_existing=True)
    return (await session.execute(fresh)).scalars().all()


async def is_any_asked_before(session: AsyncSession, at: datetime) -> bool:
    """Return whether there is an order whose person was asked before `at`."""
    query = select(Order.id).where(*_asked_before(at)).limit(1)
    return (await session.execute(query)).first() is not None


async def asked_before(session: AsyncSession, at: datetime, limit: int) -> Sequence[Order]:
    """Lock and return orders whose people were asked before `at`."""
    asked = select(Order).where(*_asked_before(at))
    query = asked.limit(limit).with_for_update(skip_locked=True)
    return (await session.execute(query)).scalars().all()


def _asked_before(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Order.state) == OrderState.REQUOTED, col(Order.state_at) < at
