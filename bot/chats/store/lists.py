"""Who may be put on a group's list."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import ListedPerson
from bot.orders.tables import Order


async def customers(session: AsyncSession, chat_id: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return the ids and names of who has ordered in a group, the latest first, but the listed."""
    listed = select(ListedPerson.user_id).where(col(ListedPerson.chat_id) == chat_id)
    query = (
        select(col(Order.user_id), func.max(col(Order.user_name)))
        .where(
            col(Order.chat_id) == chat_id,
            col(Order.user_id) > 0,
            col(Order.user_id).not_in(listed),
        )
        .group_by(col(Order.user_id))
        .order_by(func.max(col(Order.id)).desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]
