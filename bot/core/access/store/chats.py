"""Chats: who was let in, their settings, and the lists of who may order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat, ChatMigration, ListedPerson
from bot.core.database.by_key import ByKey

_CHATS = ByKey(Chat)
_ROWS = Chat.metadata.tables["chats"]
_ORDERED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("chat"))
    .values(last_quantity=bindparam("quantity"))
)


async def get(session: AsyncSession, chat_id: int) -> Chat | None:
    """Return what is known of a chat, also by the id that it had before it became a supergroup."""
    found = await _CHATS.find(session, chat_id)
    if found is not None:
        return found
    return await _CHATS.find(session, await _now(session, chat_id))


async def get_for_change(session: AsyncSession, chat_id: int) -> Chat | None:
    """As `get`; the row is locked, and read as it is now."""
    return await lock(session, chat_id) or await lock(session, await _now(session, chat_id))


async def lock(session: AsyncSession, chat_id: int) -> Chat | None:
    """Lock the row with this very id, and read it as it is now."""
    return await _CHATS.lock(session, chat_id)


async def lock_known(session: AsyncSession, chat_id: int) -> Chat:
    """As `lock`, of a chat that is known."""
    return await session.get_one(Chat, chat_id, with_for_update=True, populate_existing=True)


async def _now(session: AsyncSession, chat_id: int) -> int:
    """Return the id that a chat has now: a group's is another since it became a supergroup."""
    migration = await session.get(ChatMigration, chat_id)
    return chat_id if migration is None else migration.new_id


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


async def empty(session: AsyncSession, chat_id: int, *, reachable: bool) -> None:
    """Keep nothing of a chat but its settings."""
    chat = await session.get(Chat, chat_id)
    if chat is not None:
        chat.title, chat.note, chat.last_quantity = "", "", None
        chat.reachable = reachable


async def record_quantity(session: AsyncSession, chat: Chat, quantity: int) -> None:
    """Remember how much was ordered last."""
    if chat.last_quantity != quantity:
        await session.execute(_ORDERED, {"chat": chat.id, "quantity": quantity})


async def listed(session: AsyncSession, chat_id: int) -> Sequence[ListedPerson]:
    """Return a group's list, in the order of names."""
    query = select(ListedPerson).where(col(ListedPerson.chat_id) == chat_id)
    return (await session.execute(query.order_by(col(ListedPerson.name)))).scalars().all()


async def listed_person(session: AsyncSession, chat_id: int, user_id: int) -> ListedPerson | None:
    """Return a person of a group's list."""
    return await session.get(ListedPerson, (chat_id, user_id))


async def record_administrators(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Have every process ask Telegram anew who administers a group."""
    changed = update(Chat).where(col(Chat.id) == chat_id)
    await session.execute(changed.values(administrators_changed_at=now))
