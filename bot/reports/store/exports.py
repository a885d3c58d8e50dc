"""Files of orders that were asked for, and the orders that go into them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database.claims import Due
from bot.orders.tables import Order
from bot.reports.rules.scope import Scope
from bot.reports.store.statistics import PLACE, READ_AT_ONCE, after, conditions
from bot.reports.tables import Export

_DUE = Due(Export)
_COLUMNS: tuple[Any, ...] = (
    Order.id,
    Order.provider_order_id,
    Order.panel_id,
    Order.created_at,
    col(Chat.title).label("chat"),
    Order.user_name,
    col(ServiceRow.provider_id).label("service"),
    Order.service_name,
    Order.link,
    Order.quantity,
    Order.remains,
    Order.state,
    Order.price,
    Order.charge,
    Order.wallet_id,
    Order.booked,
    Order.currency,
    Order.start_count,
    Order.state_at,
)


async def of_person(session: AsyncSession, chat_id: int, asked_by: int) -> Export | None:
    """Return the file that is being made for a person in a chat."""
    query = select(Export).where(col(Export.chat_id) == chat_id, col(Export.asked_by) == asked_by)
    return (await session.execute(query)).scalar_one_or_none()


def add(session: AsyncSession, export: Export) -> None:
    """Store a file that is wanted."""
    session.add(export)


async def claim(session: AsyncSession, now: datetime) -> Export | None:
    """Take the file that is due for the longest time."""
    return next(iter(await _DUE.take(session, now=now, limit=1)), None)


async def lock(session: AsyncSession, export_id: int) -> Export | None:
    """Lock a row and read it as it is now."""
    return await session.get(Export, export_id, with_for_update=True, populate_existing=True)


async def page(
    session: AsyncSession, scope: Scope, place: tuple[datetime, int] | None
) -> Sequence[Any]:
    """Return the next orders after a place, oldest first, with their chat and service."""
    query = (
        select(*_COLUMNS)
        .outerjoin(Chat, col(Chat.id) == col(Order.chat_id))
        .outerjoin(ServiceRow, col(ServiceRow.id) == col(Order.service_id))
        .where(*conditions(scope))
        .order_by(*PLACE)
        .limit(READ_AT_ONCE)
    )
    if place is not None:
        query = query.where(after(*place))
    return (await session.execute(query)).all()
