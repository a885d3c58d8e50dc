"""Queries on the order log for the owners' metrics."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.tables import Order


async def first_made_at(
    session: AsyncSession, panel_id: int, since: datetime, until: datetime
) -> datetime | None:
    """Return when the first order of some time at a panel was made; `None`: there was none."""
    made = col(Order.created_at)
    here = col(Order.panel_id) == panel_id
    query = select(func.min(made)).where(made >= since, made < until, here)
    return (await session.execute(query)).scalar_one()
