"""Who may be put on a group's list."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import ListedPerson
from bot.orders.tables import Order


async def customers(session: AsyncSession, chat_id: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return who has ordered in a group and is not listed, by id, the latest first.

    With the name of their latest order: people change theirs.
    """
    listed = select(ListedPerson.user_id).where(col(ListedPerson.chat_id) == chat_id)
    latest = (
        select(func.max(col(Order.id)))
        .where(
            col(Order.chat_id) == chat_id,
            col(Order.user_id) > 0,
            col(Order.user_id).not_in(listed),
        )
        .group_by(col(Order.user_id))
    )
    query = select(col(Order.user_id), col(Order.user_name)).where(col(Order.id).in_(latest))
    rows = await session.execute(query.order_by(col(Order.id).desc()).limit(limit))
    return [(user_id, name) for user_id, name in rows]
