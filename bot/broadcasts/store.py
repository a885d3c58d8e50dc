"""Broadcasts: composed, then sent to chats that were written down at the start, one by one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.broadcasts.rules import TURNS, UNDER_WAY, BroadcastState, Kind
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat, Person
from bot.core.database.claims import Due, is_held
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.database.types import UtcDateTime
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind

DRAW_EVERY = timedelta(seconds=3)
_DUE = Due(
    Recipient,
    col(Recipient.broadcast_id).in_(
        select(Broadcast.id).where(col(Broadcast.state) == BroadcastState.RUNNING)
    ),
)


class Result(StrEnum):
    """How it ended with a chat, by the name of the column that counts it."""

    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


async def begin(session: AsyncSession, owner_id: int, now: datetime) -> Broadcast:
    """Store a new draft in place of the owner's former one."""
    await session.execute(
        delete(Broadcast).where(
            col(Broadcast.owner_id) == owner_id, col(Broadcast.state) == BroadcastState.DRAFT
        )
    )
    draft = Broadcast(owner_id=owner_id, created_at=now)
    session.add(draft)
    await session.flush()
    return draft


async def get(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    """Return a broadcast."""
    return await session.get(Broadcast, broadcast_id)


async def own(session: AsyncSession, broadcast_id: int, owner_id: int) -> Broadcast | None:
    """Lock an owner's broadcast, and read it as it is now."""
    found = await _for_change(session, broadcast_id)
    return found if found is not None and found.owner_id == owner_id else None


async def _for_change(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    return await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)


async def discard(session: AsyncSession, draft: Broadcast) -> None:
    """Throw a draft away."""
    await session.delete(draft)


async def count(
    session: AsyncSession, broadcast: Broadcast, now: datetime, *, is_open: bool
) -> int:
    """Return how many chats a draft would go to now."""
    query = select(func.count()).select_from(Chat)
    query = query.where(*_audience(broadcast, now, is_open=is_open))
    return (await session.execute(query)).scalar_one()


def _audience(broadcast: Broadcast, now: datetime, *, is_open: bool) -> list[ColumnElement[bool]]:
    """Return which chats are meant; its owner has seen it, and blocked people are left alone.

    Args:
        is_open: chats need not have been let in.
    """
    blocked = select(Person.user_id).where(col(Person.blocked).is_(True))
    meant = [
        col(Chat.reachable).is_(True),
        col(Chat.muted).is_(False),
        col(Chat.id) != broadcast.owner_id,
        col(Chat.id).not_in(blocked),
    ]
    if not is_open:
        meant.append(col(Chat.standing) == ChatAccess.APPROVED)
    if broadcast.kind is not Kind.ALL:
        is_private = col(Chat.type) == "private"
        meant.append(is_private if broadcast.kind is Kind.PRIVATE else ~is_private)
    if broadcast.language:
        meant.append(col(Chat.language) == broadcast.language)
    if broadcast.days:
        meant.append(col(Chat.seen_on) > now.date() - timedelta(days=broadcast.days))
    return meant


async def start(
    session: AsyncSession, broadcast: Broadcast, now: datetime, *, is_open: bool
) -> None:
    """Write down to whom it goes, and let it go; an audience of nobody changes nothing."""
    these = select(
        literal(broadcast.id), col(Chat.id), literal(now, UtcDateTime), literal(0)
    ).where(*_audience(broadcast, now, is_open=is_open))
    columns = ["broadcast_id", "chat_id", "due_at", "attempts"]
    await session.execute(insert(Recipient).from_select(columns, these.order_by(col(Chat.id))))
    query = select(func.count()).select_from(Recipient)
    written = query.where(col(Recipient.broadcast_id) == broadcast.id)
    broadcast.total = (await session.execute(written)).scalar_one()
    if broadcast.total:
        broadcast.state, broadcast.started_at = BroadcastState.RUNNING, now
        broadcast.drawn_at = now
        notify_on_commit(session, Topic.BROADCASTS)


async def turn(
    session: AsyncSession, broadcast: Broadcast, after: BroadcastState, now: datetime
) -> bool:
    """Pause, go on or stop; `False` if that cannot be done with it (any more)."""
    if after not in TURNS.get(broadcast.state, ()):
        return False
    broadcast.state = after
    if after is BroadcastState.STOPPED:
        these = col(Recipient.broadcast_id) == broadcast.id
        await session.execute(delete(Recipient).where(these))
        _end(session, broadcast, now)
    notify_on_commit(session, Topic.BROADCASTS)
    return True


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Recipient]:
    """Take chats that are due in what is running."""
    return await _DUE.take(session, now=now, limit=limit)


async def settle(
    session: AsyncSession,
    recipient: Recipient,
    result: Result | None,
    now: datetime,
    error: str = "",
) -> None:
    """Note how it ended with a chat; `None`: it wants no news any more, and does not count."""
    broadcast = await _for_change(session, recipient.broadcast_id)
    if broadcast is None:
        return
    await session.execute(delete(Recipient).where(col(Recipient.id) == recipient.id))
    if result is not None:
        setattr(broadcast, result.value, getattr(broadcast, result.value) + 1)
    broadcast.error = error or broadcast.error
    is_drawn = broadcast.drawn_at is not None and now - broadcast.drawn_at < DRAW_EVERY
    if not is_drawn and broadcast.state in UNDER_WAY:
        _draw(session, broadcast, now)


async def end_sent(session: AsyncSession, now: datetime) -> None:
    """End what has no chat left."""
    left = exists().where(col(Recipient.broadcast_id) == col(Broadcast.id))
    query = select(Broadcast).where(col(Broadcast.state).in_(list(UNDER_WAY)), ~left)
    for broadcast in (await session.execute(query.with_for_update())).scalars():
        broadcast.state = BroadcastState.DONE
        _end(session, broadcast, now)


async def postpone(session: AsyncSession, recipient: Recipient, until: datetime) -> None:
    """Try a chat again at `until`."""
    row = await session.get(Recipient, recipient.id)
    if row is not None and is_held(row, recipient):
        row.due_at, row.lease_until = until, None
        row.attempts += 1


async def reassign(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup; it gets each broadcast once."""
    there = select(Recipient.broadcast_id).where(col(Recipient.chat_id) == new_id)
    old = col(Recipient.chat_id) == old_id
    await session.execute(delete(Recipient).where(old, col(Recipient.broadcast_id).in_(there)))
    await session.execute(update(Recipient).where(old).values(chat_id=new_id))


def _end(session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
    broadcast.ended_at = now
    _draw(session, broadcast, now)
    payload = {"broadcast_id": broadcast.id}
    outbox_store.add(session, broadcast.owner_id, OutboxKind.BROADCAST_ENDED, payload, now)


def _draw(session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
    """Have its message show how far it is."""
    broadcast.drawn_at = now
    if broadcast.message_id is not None:
        view: dict[str, Any] = {"view": "broadcast", "broadcast_id": broadcast.id}
        payload = {"message_id": broadcast.message_id, "view": view}
        outbox_store.add(session, broadcast.owner_id, OutboxKind.VIEW, payload, now)
