"""The rows of broadcasts, and of the chats that are still to get them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.broadcasts.rules import UNDER_WAY, BroadcastState, Kind
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat, Person
from bot.core.database.claims import Due, is_held
from bot.core.database.types import UtcDateTime

_DUE = Due(
    Recipient,
    col(Recipient.broadcast_id).in_(
        select(Broadcast.id).where(col(Broadcast.state) == BroadcastState.RUNNING)
    ),
)


async def get(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    """Return a broadcast."""
    return await session.get(Broadcast, broadcast_id)


async def lock(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    """Lock a broadcast, and read it as it is now."""
    return await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)


async def add(session: AsyncSession, draft: Broadcast) -> None:
    """Store a new draft, which gets its number."""
    session.add(draft)
    await session.flush()


async def delete_drafts(session: AsyncSession, owner_id: int) -> None:
    """Delete what an owner has begun and not sent."""
    await session.execute(
        delete(Broadcast).where(
            col(Broadcast.owner_id) == owner_id, col(Broadcast.state) == BroadcastState.DRAFT
        )
    )


async def lock_sent(session: AsyncSession) -> Sequence[Broadcast]:
    """Lock and return what is under way and has no chat left."""
    left = exists().where(col(Recipient.broadcast_id) == col(Broadcast.id))
    query = select(Broadcast).where(col(Broadcast.state).in_(list(UNDER_WAY)), ~left)
    return (await session.execute(query.with_for_update())).scalars().all()


async def count(
    session: AsyncSession, broadcast: Broadcast, now: datetime, *, is_open: bool
) -> int:
    """Return how many chats a draft would go to now.

    Args:
        is_open: chats need not have been let in.
    """
    query = select(func.count()).select_from(Chat)
    query = query.where(*_audience(broadcast, now, is_open=is_open))
    return (await session.execute(query)).scalar_one()


def _audience(broadcast: Broadcast, now: datetime, *, is_open: bool) -> list[ColumnElement[bool]]:
    """Return which chats are meant; its owner has seen it, and who is put out gets nothing."""
    blocked = select(Person.user_id).where(col(Person.blocked).is_(True))
    meant = [
        col(Chat.reachable).is_(True),
        col(Chat.muted).is_(False),
        col(Chat.id) != broadcast.owner_id,
        col(Chat.id).not_in(blocked),
    ]
    standing = col(Chat.standing)
    meant.append(standing != ChatAccess.REFUSED if is_open else standing == ChatAccess.APPROVED)
    if broadcast.kind is not Kind.ALL:
        is_private = col(Chat.type) == "private"
        meant.append(is_private if broadcast.kind is Kind.PRIVATE else ~is_private)
    if broadcast.language:
        meant.append(col(Chat.language) == broadcast.language)
    if broadcast.days:
        meant.append(col(Chat.seen_on) > now.date() - timedelta(days=broadcast.days))
    return meant


async def add_recipients(
    session: AsyncSession, broadcast: Broadcast, now: datetime, *, is_open: bool
) -> int:
    """Write down the chats that a broadcast goes to, due now, and return how many they are."""
    these = select(
        literal(broadcast.id), col(Chat.id), literal(now, UtcDateTime), literal(0)
    ).where(*_audience(broadcast, now, is_open=is_open))
    columns = ["broadcast_id", "chat_id", "due_at", "attempts"]
    await session.execute(insert(Recipient).from_select(columns, these.order_by(col(Chat.id))))
    query = select(func.count()).select_from(Recipient)
    written = query.where(col(Recipient.broadcast_id) == broadcast.id)
    return (await session.execute(written)).scalar_one()


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Recipient]:
    """Take chats that are due in what is running."""
    return await _DUE.take(session, now=now, limit=limit)


async def delete_recipient(session: AsyncSession, recipient_id: int) -> bool:
    """Send a chat nothing (more); `False` if it was deleted already."""
    this = delete(Recipient).where(col(Recipient.id) == recipient_id)
    return (await session.execute(this.returning(col(Recipient.id)))).first() is not None


async def delete_recipients(session: AsyncSession, broadcast_id: int) -> None:
    """Leave out the chats that have not got a broadcast yet."""
    await session.execute(delete(Recipient).where(col(Recipient.broadcast_id) == broadcast_id))


async def postpone(session: AsyncSession, recipient: Recipient, until: datetime) -> None:
    """Have a chat that was claimed tried again at `until`."""
    row = await session.get(Recipient, recipient.id)
    if row is not None and is_held(row, recipient):
        row.due_at, row.lease_until = until, None
        row.attempts += 1


async def reassign(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Give one chat's broadcasts to another, which gets each once."""
    there = select(Recipient.broadcast_id).where(col(Recipient.chat_id) == new_id)
    old = col(Recipient.chat_id) == old_id
    await session.execute(delete(Recipient).where(old, col(Recipient.broadcast_id).in_(there)))
    await session.execute(update(Recipient).where(old).values(chat_id=new_id))
