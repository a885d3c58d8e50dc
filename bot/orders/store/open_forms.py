"""What a person has open: forms, and lists that are not confirmed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Step


def _open(user_id: int, chat_id: int | None) -> list[tuple[Any, list[ColumnElement[bool]]]]:
    """Return the tables, with what is true of a person's open rows in a chat, or in every one."""
    forms, lists = [col(Draft.user_id) == user_id], [col(MassOrder.user_id) == user_id]
    lists.append(col(MassOrder.confirmed_at).is_(None))
    if chat_id is not None:
        forms.append(col(Draft.chat_id) == chat_id)
        lists.append(col(MassOrder.chat_id) == chat_id)
    return [(Draft, forms), (MassOrder, lists)]


async def of_person(
    session: AsyncSession, user_id: int, chat_id: int | None = None
) -> Sequence[Draft | MassOrder]:
    """Lock and return what a person has open in a chat, or in every one."""
    found: list[Draft | MassOrder] = []
    for table, which in _open(user_id, chat_id):
        found += (await session.execute(select(table).where(*which).with_for_update())).scalars()
    return found


async def at_the_summary(session: AsyncSession, chat_id: int) -> Sequence[Draft]:
    """Return the filled forms of a chat that its own wallet is to pay."""
    filled = col(Draft.step) == Step.SUMMARY, col(Draft.pays_self).is_(False)
    query = select(Draft).where(col(Draft.chat_id) == chat_id, *filled).order_by(col(Draft.id))
    return (await session.execute(query)).scalars().all()


async def delete_of_person(
    session: AsyncSession, user_id: int, chat_id: int | None = None
) -> None:
    """Delete what a person has open in a chat, or in every one."""
    for table, which in _open(user_id, chat_id):
        await session.execute(delete(table).where(*which))
