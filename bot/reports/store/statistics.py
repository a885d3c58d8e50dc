"""The order log for statistics: only the columns that are counted, a batch at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.forgetting import NOBODY
from bot.orders.tables import Order
from bot.reports.rules.scope import Scope

READ_AT_ONCE = 250
PLACE = (col(Order.created_at), col(Order.id))
"""An order's place among all, oldest first: an index has it."""


def after(created_at: datetime, order_id: int) -> ColumnElement[bool]:
    """Return whether an order comes after a place."""
    return tuple_(*PLACE) > (created_at, order_id)


def conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what an order of a scope has to fulfil."""
    found = [col(Order.created_at) < scope.until]
    if scope.chat_id is not None:
        found.append(col(Order.chat_id) == scope.chat_id)
    if scope.chat_id is not None and scope.chat_id > 0:
        found.append(col(Order.user_id) > NOBODY)  # not of who was forgotten
    if scope.user_id is not None:
        found.append(col(Order.user_id) == scope.user_id)
    if scope.since is not None:
        found.append(col(Order.created_at) >= scope.since)
    return found


_COUNTED: tuple[Any, ...] = (
    Order.id,
    Order.created_at,
    Order.placed_at,
    Order.state_at,
    Order.state,
    Order.service_id,
    Order.service_name,
    Order.price,
    Order.charge,
    Order.wallet_id,
    Order.booked,
    Order.currency,
    Order.quantity,
    Order.remains,
)


BY_PERSON: tuple[Any, ...] = (*_COUNTED, Order.user_id, Order.user_name)
COSTED: tuple[Any, ...] = (
    *_COUNTED,
    Order.cost,
    Order.cost_currency,
    Order.service_type,
    Order.panel_id,
)


async def count(session: AsyncSession, scope: Scope) -> int:
    """Count the orders."""
    query = select(func.count()).select_from(Order).where(*conditions(scope))
    return (await session.execute(query)).scalar_one()


async def read(
    session: AsyncSession, scope: Scope, columns: tuple[Any, ...] = _COUNTED
) -> AsyncIterator[Sequence[Any]]:
    """Return what is counted of the orders, oldest first; other work goes on meanwhile."""
    query = select(*columns).where(*conditions(scope)).order_by(*PLACE).limit(READ_AT_ONCE)
    rows = (await session.execute(query)).all()
    while rows:
        yield rows
        await asyncio.sleep(0)
        last = rows[-1]
        rows = (await session.execute(query.where(after(last.created_at, last.id)))).all()
