"""The refills of an order, and what its service is sold under."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import Category, ServiceRow
from bot.core.database.by_key import ByKey
from bot.refills.tables import Refill

_CATEGORIES = ByKey(Category)


async def category_of(session: AsyncSession, service: ServiceRow) -> Category:
    """Return the panel's category of a service."""
    return await _CATEGORIES.get_one(session, service.category_id)


async def latest(session: AsyncSession, order_id: int) -> Refill | None:
    """Return the newest refill of an order, running or ended."""
    of_order = select(Refill).where(col(Refill.order_id) == order_id)
    return (await session.execute(of_order.order_by(col(Refill.id).desc()).limit(1))).scalar()
