"""Who is told of a change of an order: the chat that ordered, in a group also the person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.roles import NotifyTarget
from bot.core.access.store import chats
from bot.core.access.tables import Chat
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.rules.notices import Notice, is_announced
from bot.orders.tables import Order


async def announce(
    session: AsyncSession, order: Order, notice: Notice, now: datetime, **values: Any
) -> None:
    """Push a change of an order to whom the settings say, with the values of this moment."""
    chat = await chats.get(session, order.chat_id)
    if chat is None or not is_announced(notice, chat.announcements):
        return
    payload = {"order_id": order.id, "notice": notice.value, **values}
    for to, alone in await recipients(session, chat, order.user_id):
        outbox_store.add(session, to, OutboxKind.NOTICE, {**payload, **alone}, now)


async def recipients(
    session: AsyncSession, chat: Chat, user_id: int
) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """Return the chats that are told of what a person ordered, and a mark for the payload.

    Who ordered in a group and cannot be reached in private is told in the group. What is pushed
    to them alone is marked: the group is told if it turns out that they cannot be reached.
    """
    found: list[tuple[int, Mapping[str, Any]]] = []
    alone = chat.told is NotifyTarget.PERSON
    if await _can_be_told_at_home(session, chat, user_id):
        found.append((user_id, {"alone": True} if alone else {}))
    if chat.reachable and not (found and alone):
        found.append((chat.id, {}))
    if not found and chat.type != "private":
        found.append((chat.id, {}))  # it is passed on when it cannot be delivered there
    return found


async def _can_be_told_at_home(session: AsyncSession, chat: Chat, user_id: int) -> bool:
    if chat.type == "private" or chat.told is NotifyTarget.GROUP:
        return False
    known = select(Chat.id).where(
        col(Chat.id) == user_id, col(Chat.type) == "private", col(Chat.reachable).is_(True)
    )
    return (await session.execute(known)).first() is not None
