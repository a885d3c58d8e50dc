"""Rows that are kept by a group's id get its new one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.chats.outbox import ChatMessage
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.supergroups import ChatRows, Upgrade


async def migrate(session: AsyncSession, rows: ChatRows, upgrade: Upgrade) -> None:
    """Give a feature's rows the new id."""
    old_id, new_id = upgrade.old_id, upgrade.new_id
    for table, numbers in rows.messages.items():
        await _set(session, table.chat_id, old_id, dict.fromkeys(numbers))
    for person in rows.as_person:
        await _set(session, person, old_id, {person.key: new_id})
    await rows.first(session, upgrade)
    for key, others in rows.one_each:
        await _make_room(session, key, others, old_id, new_id)
    for chat in rows.as_chat:
        await _set(session, chat, old_id, {chat.key: new_id})
    await rows.then(session, upgrade)


async def _set(session: AsyncSession, key: Any, value: int, values: dict[str, Any]) -> None:
    await session.execute(update(key.class_).where(key == value).values(values))


async def _make_room(
    session: AsyncSession, key: Any, others: Sequence[Any], old_id: int, new_id: int
) -> None:
    """Delete what there is of the old chat and of the new one; the new one's stays."""
    there = aliased(key.class_)
    same = (getattr(there, other.key) == other for other in others)
    twice = exists().where(getattr(there, key.key) == new_id, *same)
    await session.execute(delete(key.class_).where(key == old_id, twice))


async def about_access(session: AsyncSession) -> Sequence[OutboxMessage]:
    """Return what waits to ask owners about chats, or to tell chats whether they were let in."""
    kinds = [OutboxKind.ALERT.value, ChatMessage.DECISION.value]
    query = select(OutboxMessage).where(col(OutboxMessage.kind).in_(kinds))
    return (await session.execute(query)).scalars().all()
