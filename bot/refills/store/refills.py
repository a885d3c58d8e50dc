"""The refills of an order, and what its service is sold under."""

from collections.abc import Collection, Mapping

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import Category, ServiceRow
from bot.core.database.by_key import ByKey
from bot.refills.tables import Refill

_CATEGORIES = ByKey(Category)


async def category_of(session: AsyncSession, service: ServiceRow) -> Category:
    """Return the panel's category of a service."""
    return await _CATEGORIES.get_one(session, service.category_id)


async def latest(session: AsyncSession, order_ids: Collection[int]) -> Mapping[int, Refill]:
    """Return the newest refill, running or ended, of each of some orders that has one."""
    newest = (
        select(func.max(col(Refill.id)))
        .where(col(Refill.order_id).in_(order_ids))
        .group_by(col(Refill.order_id))
    )
    found = await session.execute(select(Refill).where(col(Refill.id).in_(newest)))
    return {it.order_id: it for it in found.scalars()}


async def services(
    session: AsyncSession, service_ids: Collection[int]
) -> Mapping[int, ServiceRow]:
    """Return services by our numbers, on sale or not."""
    query = select(ServiceRow).where(col(ServiceRow.id).in_(service_ids))
    return {it.id: it for it in (await session.execute(query)).scalars()}
