"""What a person has open: forms, and lists that are not confirmed."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft


async def of_person(session: AsyncSession, user_id: int) -> Sequence[Draft | MassOrder]:
    """Return what a person has open, in every chat."""
    lists = col(MassOrder.user_id) == user_id, col(MassOrder.confirmed_at).is_(None)
    return [
        *(await session.execute(select(Draft).where(col(Draft.user_id) == user_id))).scalars(),
        *(await session.execute(select(MassOrder).where(*lists))).scalars(),
    ]


async def delete_of_person(session: AsyncSession, user_id: int) -> None:
    """Delete what a person has open, in every chat."""
    lists = col(MassOrder.user_id) == user_id, col(MassOrder.confirmed_at).is_(None)
    await session.execute(delete(Draft).where(col(Draft.user_id) == user_id))
    await session.execute(delete(MassOrder).where(*lists))
