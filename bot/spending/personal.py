"""What is kept of people in limits of their private chat, and in approvals."""

from sqlalchemy import ColumnElement, Text, or_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.personal import PRIVATE_CHAT, Declared, ErasureRequest, PersonalData, Rows
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order
from bot.spending.tables import Approval, ChatLimit


def _about_orders_of(user_id: int) -> ColumnElement[bool]:
    orders, lists = (select(it.id).where(col(it.user_id) == user_id) for it in (Order, MassOrder))
    return or_(col(Approval.order_id).in_(orders), col(Approval.mass_id).in_(lists))


def _has_card(user_id: int) -> ColumnElement[bool]:
    """Return, for a query, whether a person was asked in their private chat."""
    return type_coerce(col(Approval.cards), Text).contains(f"[{user_id},")


def _rows(user_id: int) -> Rows:
    return {
        ChatLimit: col(ChatLimit.chat_id) == user_id,
        Approval: or_(_about_orders_of(user_id), _has_card(user_id)),
    }


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    query = select(Approval).where(_has_card(person.user_id))
    for asked in (await session.execute(query)).scalars():
        asked.cards = [card for card in asked.cards if card[0] != person.user_id]


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> None:
    asked = _about_orders_of(person.pseudonym), col(Approval.chat_id) == person.user_id
    await session.execute(update(Approval).where(*asked).values(chat_id=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        ChatLimit: Declared(file="limits", kept={"chat_id": PRIVATE_CHAT}),
        Approval: Declared(
            file="approvals",
            erased="cards",
            pseudonymized="chat_id",
            searched="decided_by",
            withheld="cards",
        ),
    },
    rows=_rows,
    erase=_erase,
    erase_ended=_erase_ended,
)
