"""What owners' figures need of the order log."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.tables import Order


async def first_made_at(
    session: AsyncSession, since: datetime, until: datetime
) -> datetime | None:
    """Return when the first order of some time was made, `None` if there was none."""
    made = col(Order.created_at)
    query = select(func.min(made)).where(made >= since, made < until)
    return (await session.execute(query)).scalar_one()
