"""Orders that wallets pay, with what a margin is broken down by."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import Category, ServiceRow
from bot.core.access.tables import Chat
from bot.orders.tables import Order
from bot.panel.tables import Panel
from bot.reports.rules.scope import Scope
from bot.reports.store.statistics import PLACE, READ_AT_ONCE, after, conditions

_COLUMNS: tuple[Any, ...] = (
    Order.id,
    Order.created_at,
    Order.state,
    Order.service_type,
    Order.answers,
    Order.quantity,
    Order.remains,
    Order.price,
    Order.currency,
    Order.booked,
    Order.written_off,
    Order.cost,
    Order.cost_currency,
    Order.charge,
    Order.exchange_rate,
    Order.service_id,
    Order.service_name,
    Order.user_id,
    Order.user_name,
    Order.chat_id,
    Order.panel_id,
    col(Category.name).label("category"),
    col(Chat.title).label("chat"),
    func.coalesce(func.nullif(col(Panel.name), ""), col(Panel.host)).label("panel"),
)


async def read(session: AsyncSession, scope: Scope) -> AsyncIterator[Sequence[Any]]:
    """Return the orders, oldest first; other work goes on meanwhile."""
    query = (
        select(*_COLUMNS)
        .outerjoin(ServiceRow, col(ServiceRow.id) == col(Order.service_id))
        .outerjoin(Category, col(Category.id) == col(ServiceRow.category_id))
        .outerjoin(Chat, col(Chat.id) == col(Order.chat_id))
        .outerjoin(Panel, col(Panel.id) == col(Order.panel_id))
        .where(col(Order.wallet_id).is_not(None), *conditions(scope))
        .order_by(*PLACE)
        .limit(READ_AT_ONCE)
    )
    rows = (await session.execute(query)).all()
    while rows:
        yield rows
        await asyncio.sleep(0)
        last = rows[-1]
        rows = (await session.execute(query.where(after(last.created_at, last.id)))).all()
