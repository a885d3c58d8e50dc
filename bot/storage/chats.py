"""Chats: who was let in, their settings, and the lists of who may order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.storage import broadcasts, favourites
from bot.storage.keyed import Keyed
from bot.storage.tables import (
    Approval,
    AuditEntry,
    Chat,
    ChatLimit,
    Draft,
    Export,
    ListedPerson,
    MassOrder,
    Order,
    OutboxMessage,
    Watcher,
)

_CHATS = Keyed(Chat)
_ROWS = Chat.metadata.tables["chats"]
_ORDERED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("chat"))
    .values(last_quantity=bindparam("quantity"))
)


async def get(session: AsyncSession, chat_id: int) -> Chat | None:
    """Return what is known of a chat."""
    return await _CHATS.find(session, chat_id)


async def get_for_change(session: AsyncSession, chat_id: int) -> Chat | None:
    """Lock a chat's row and read it as it is now."""
    return await _CHATS.lock(session, chat_id)


async def ensure(session: AsyncSession, fresh: Chat) -> Chat:
    """Return the stored chat, written down now if it is new; its title and type are kept true."""
    chat = await session.get(Chat, fresh.id)
    if chat is None:
        session.add(fresh)
        return fresh
    chat.type, chat.title, chat.reachable = fresh.type, fresh.title, True
    chat.seen_on = fresh.seen_on
    return chat


async def set_reachable(session: AsyncSession, chat_id: int, *, reachable: bool) -> None:
    """Remember that a chat blocked the bot, or that it is back."""
    await session.execute(update(Chat).where(col(Chat.id) == chat_id).values(reachable=reachable))


async def note_quantity(session: AsyncSession, chat: Chat, quantity: int) -> None:
    """Remember how much was ordered last."""
    if chat.last_quantity != quantity:
        await session.execute(_ORDERED, {"chat": chat.id, "quantity": quantity})


async def listed(session: AsyncSession, chat_id: int) -> Sequence[ListedPerson]:
    """Return a group's list, in the order of names."""
    query = select(ListedPerson).where(col(ListedPerson.chat_id) == chat_id)
    return (await session.execute(query.order_by(col(ListedPerson.name)))).scalars().all()


async def note_administrators(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Have every process ask Telegram anew who administers a group."""
    changed = update(Chat).where(col(Chat.id) == chat_id)
    await session.execute(changed.values(administrators_changed_at=now))


async def migrate(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup: log, settings, list, forms, favourites move along.

    Both chats report the move and so may a push: whichever comes first does it, the others find
    nothing left to do. Message ids of the old group mean nothing in the new one.
    """
    old = await session.get(Chat, old_id)
    if old is None or old_id == new_id:
        return
    new = await session.get(Chat, new_id)
    values = old.model_dump(exclude={"id"}) | {"type": "supergroup", "reachable": True}
    if new is None:
        session.add(Chat(id=new_id, **values))
    else:
        new.sqlmodel_update(values)
    await session.flush()
    forget = {"source_message_id": None, "form_message_id": None, "thread_id": None}
    await session.execute(
        update(Order).where(col(Order.chat_id) == old_id).values(chat_id=new_id, **forget)
    )
    await session.execute(delete(Draft).where(col(Draft.chat_id) == new_id))
    no_messages = {"source_message_id": None, "message_id": None, "prompt_message_id": None}
    await session.execute(
        update(Draft).where(col(Draft.chat_id) == old_id).values(chat_id=new_id, **no_messages)
    )
    await session.execute(
        update(ListedPerson).where(col(ListedPerson.chat_id) == old_id).values(chat_id=new_id)
    )
    await session.execute(
        update(MassOrder)
        .where(col(MassOrder.chat_id) == old_id)
        .values(chat_id=new_id, source_message_id=None, message_id=None, thread_id=None)
    )
    await session.execute(
        update(Approval).where(col(Approval.chat_id) == old_id).values(chat_id=new_id, cards=[])
    )
    for table in (ChatLimit, AuditEntry):
        columns: Any = table
        await session.execute(
            update(table).where(columns.chat_id == old_id).values(chat_id=new_id)
        )
    await session.execute(
        update(OutboxMessage).where(col(OutboxMessage.chat_id) == old_id).values(chat_id=new_id)
    )
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == old_id))
    await favourites.move(session, old_id, new_id)  # of its anonymous administrators
    await broadcasts.move(session, old_id, new_id)
    await session.execute(delete(Export).where(col(Export.chat_id) == new_id))
    await session.execute(
        update(Export)
        .where(col(Export.chat_id) == old_id)
        .values(chat_id=new_id, of_chat=new_id, message_id=None, thread_id=None)
    )
    await session.delete(old)
