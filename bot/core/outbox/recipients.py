"""Who gets notified of what was ordered: the chat that ordered, in a group also the person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.roles import NotifyTarget
from bot.core.access.tables import Chat
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.outbox.tables import OutboxMessage


async def recipients(
    session: AsyncSession, chat: Chat, user_id: int
) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """Return the chats that are told of what a person ordered, and a mark for the payload.

    Who ordered in a group and cannot be reached in private is told in the group. What is pushed
    to them alone is marked: the group is told if it turns out that they cannot be reached.
    """
    found: list[tuple[int, Mapping[str, Any]]] = []
    alone = chat.told is NotifyTarget.PERSON
    if await _can_be_reached_in_private(session, chat, user_id):
        found.append((user_id, {"alone": True} if alone else {}))
    if chat.reachable and not (found and alone):
        found.append((chat.id, {}))
    if not found and chat.type != "private":
        found.append((chat.id, {}))  # it is passed on when it cannot be delivered there
    return found


async def _can_be_reached_in_private(session: AsyncSession, chat: Chat, user_id: int) -> bool:
    if chat.type == "private" or chat.told is NotifyTarget.GROUP:
        return False
    known = select(Chat.id).where(
        col(Chat.id) == user_id, col(Chat.type) == "private", col(Chat.reachable).is_(True)
    )
    return (await session.execute(known)).first() is not None


async def release(session: AsyncSession, owner: int, now: datetime) -> None:
    """Deliver what was kept for an owner, who has come."""
    here = col(OutboxMessage.chat_id) == owner, col(OutboxMessage.kept).is_(True)
    if (await session.execute(select(OutboxMessage.id).where(*here).limit(1))).first():
        values = {"kept": False, "created_at": now, "due_at": now}
        await session.execute(update(OutboxMessage).where(*here).values(**values))
        notify_on_commit(session, Topic.OUTBOX)


async def can_reach_any(session: AsyncSession, owners: Collection[int]) -> bool:
    """Return whether any owner has opened the bot, and not blocked it since."""
    query = select(func.count()).select_from(Chat)
    can_be = query.where(col(Chat.id).in_(owners), col(Chat.reachable).is_(True))
    return (await session.execute(can_be)).scalar_one() > 0
