"""Messages that cannot be delivered: each goes to the next best place, or is kept for its owner.

What is about a group's order is for the group, else for the person who ordered, in private, else
for the owners. A row knows where it has been tried, so that nobody is told twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bot.chats.outbox import ChatMessage
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.recipients import recipients
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.outbox import MassMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.outbox import OrderMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.spending.outbox import SpendingMessage
from bot.spending.tables import Approval

_KEPT = (OutboxKind.ALERT.value, SpendingMessage.APPROVAL.value, OrderMessage.NOTICE.value)
"""What owners have to know, also later."""
_OF_A_SCREEN = frozenset({OutboxKind.VIEW, OutboxKind.FAILURE, ChatMessage.DECISION})
"""What only means something where it was asked for."""
_ANNOUNCED = frozenset({OrderMessage.NOTICE, MassMessage.MASS_ENDED})
_SHOWN_BY_THE_FORM = frozenset({OrderState.PLACED, OrderState.REJECTED, OrderState.UNKNOWN})
"""What nobody is told of but by the form; of later changes there is a notice."""


async def pass_on(
    session: Session, message: OutboxMessage, owners: Collection[int], now: datetime
) -> bool:
    """Have a message delivered at the next best place; `False` if there is none for its kind."""
    row = await session.get(OutboxMessage, message.id, with_for_update=True)
    if row is None:
        return True
    about = await _about(session, row)
    chat = await session.get(Chat, about.chat_id) if about else None
    if about is None or chat is None or chat.type == "private":
        if row.kind not in _OF_A_SCREEN:
            return False
        await session.delete(row)
        return True
    for place, payload in await _next(session, row, about, chat, owners):
        outbox_store.add(session, place, row.kind, payload, now)
    await session.delete(row)
    return True


async def _about(session: Session, row: OutboxMessage) -> Order | MassOrder | None:
    match row.kind:
        case OrderMessage.NOTICE | OutboxKind.FORM:
            return await session.get(Order, row.payload["order_id"])
        case OrderMessage.REQUOTE if "order_id" in row.payload:
            return await session.get(Order, row.payload["order_id"])
        case MassMessage.MASS_ENDED | OrderMessage.REQUOTE:
            return await session.get(MassOrder, row.payload["mass_id"])
        case SpendingMessage.VERDICT | SpendingMessage.APPROVAL:
            asked = await session.get_one(Approval, row.payload["approval_id"])
            if asked.order_id is not None:
                return await session.get(Order, asked.order_id)
            return await session.get(MassOrder, asked.mass_id)
    return None


async def _next(
    session: Session,
    row: OutboxMessage,
    about: Order | MassOrder,
    chat: Chat,
    owners: Collection[int],
) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return who is told instead, and the payload of each; nobody where another row tells them."""
    payload = {key: value for key, value in row.payload.items() if key != "alone"}
    tried = {*payload.get("tried", ()), row.chat_id}
    if await _is_told_anyway(session, row, about, chat):
        return []
    # It is not the person who approves.
    places = () if row.kind == SpendingMessage.APPROVAL else (about.chat_id, about.user_id)
    for place in places:
        if place not in tried and await _is_open(session, place):
            return [(place, payload | {"tried": sorted({*tried, place})})]
    everywhere = sorted({*tried, *owners})
    return [(to, payload | {"tried": everywhere}) for to in owners if to not in tried]


async def _is_told_anyway(
    session: Session, row: OutboxMessage, about: Order | MassOrder, chat: Chat
) -> bool:
    """Return whether a row is one of two that tell of the same."""
    if isinstance(about, Order) and row.kind == OutboxKind.FORM:
        return about.state not in _SHOWN_BY_THE_FORM
    if row.kind not in _ANNOUNCED or "alone" in row.payload or "tried" in row.payload:
        return False
    if row.chat_id != chat.id:
        return True  # the group has a row of its own
    told = {to for to, _ in await recipients(session, chat, about.user_id)}
    return bool(told - {chat.id})


async def _is_open(session: Session, chat_id: int) -> bool:
    chat = await session.get(Chat, chat_id)
    return chat is not None and chat.reachable


async def drop_chat(
    session: Session, chat_id: int, owners: Collection[int], now: datetime
) -> None:
    """Empty the outbox of a chat that cannot be reached: passed on, kept for an owner, or gone."""
    for row in await outbox_store.living_of(session, chat_id):
        if chat_id in owners and row.kind in _KEPT:
            row.kept, row.lease_until = True, None
        elif not await pass_on(session, row, owners, now):
            await session.delete(row)
    await session.flush()
    await outbox_store.forget_dead(session, chat_id)
