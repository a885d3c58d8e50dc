"""What is kept of people in lists of orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER
from bot.core.personal import Declared, ErasureRequest, PersonalData
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order
from bot.spending.service import approvals


def _names(user_id: int) -> Sequence[Select[Any]]:
    return (select(MassOrder.user_name).where(col(MassOrder.user_id) == user_id).distinct(),)


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    theirs = col(MassOrder.user_id) == person.user_id
    unconfirmed = delete(MassOrder).where(theirs, col(MassOrder.confirmed_at).is_(None))
    await session.execute(unconfirmed)
    for waiting in await _waiting(session, theirs):
        await approvals.withdraw(session, waiting, "", person.now)


async def _waiting(session: AsyncSession, *those: ColumnElement[bool]) -> Sequence[MassOrder]:
    """Return lists that were confirmed, and of which orders are still to be placed."""
    query = select(MassOrder).where(*those, col(MassOrder.lines) != [])
    return (await session.execute(query)).scalars().all()


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> datetime | None:
    """Empty the lists of which no order is under way, or to come."""
    under_way = exists().where(
        col(Order.batch_id) == col(MassOrder.id), col(Order.user_id) == person.user_id
    )
    content: dict[str, Any] = {"text": "", "quotes": {}, "lines": []}
    messages = {"source_message_id": None, "message_id": None, "thread_id": None}
    blank = content | messages | {"user_id": person.pseudonym, "user_name": ""}
    theirs = col(MassOrder.user_id) == person.user_id
    meant = theirs, col(MassOrder.created_at) <= person.asked_at
    over = *meant, col(MassOrder.lines) == [], ~under_way
    await session.execute(update(MassOrder).where(*over).values(blank))
    home = col(MassOrder.user_id) == person.pseudonym, col(MassOrder.chat_id) == person.user_id
    await session.execute(update(MassOrder).where(*home).values(chat_id=person.pseudonym))
    is_left = await _waiting(session, *meant)
    return person.now + CHECK_AGAIN_AFTER if is_left else None


PERSONAL = PersonalData(
    tables={
        MassOrder: Declared(
            file="lists",
            erased="user_name thread_id source_message_id message_id text quotes lines",
            pseudonymized="chat_id user_id",
            not_personal="key currency seen_update wallet_id",
            withheld="key seen_update wallet_id",
        )
    },
    rows=lambda user_id: {MassOrder: col(MassOrder.user_id) == user_id},
    names=_names,
    erase=_erase,
    erase_ended=_erase_ended,
)
