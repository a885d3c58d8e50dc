"""Messages to push: written with the change that causes them, deleted when delivered."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core.database.claims import Due, is_held
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.dead_letters import KEPT
from bot.core.outbox.alerts import Alert
from bot.core.outbox.tables import OutboxMessage


class OutboxKind(StrEnum):
    """What a row asks the notifier to do, and what its payload holds; features have their own."""

    FORM = "form"  # draw the form message of an order again: {"order_id"}
    LIVE_MESSAGE = "view"  # draw a message again: {"message_id", "view", maybe "removes"}
    ALERT = "alert"  # tell an owner: {"alert", and values}
    FAILURE = "failure"  # tell who wrote that it failed: {"reference", "reply_to", "thread_id"}


_DRAWN = (OutboxKind.FORM.value, OutboxKind.LIVE_MESSAGE.value)
_earlier = aliased(OutboxMessage)
_IS_FIRST: ColumnElement[bool] = ~(
    select(_earlier.id)
    .where(
        _earlier.chat_id == OutboxMessage.chat_id,
        col(_earlier.dead).is_(False),
        col(_earlier.kept).is_(False),
        col(_earlier.id) < col(OutboxMessage.id),
    )
    .exists()
)
_DUE = Due(
    OutboxMessage,
    col(OutboxMessage.dead).is_(False),
    col(OutboxMessage.kept).is_(False),
    _IS_FIRST,
)
_DRAWN_LATER = select(OutboxMessage).where(
    col(OutboxMessage.chat_id).in_(bindparam("chats", expanding=True)),
    col(OutboxMessage.kind).in_(_DRAWN),
    col(OutboxMessage.dead).is_(False),
)
_CHATS_WAITING = (
    select(OutboxMessage.chat_id)
    .where(
        col(OutboxMessage.chat_id).in_(bindparam("chats", expanding=True)),
        col(OutboxMessage.dead).is_(False),
        col(OutboxMessage.kept).is_(False),
    )
    .distinct()
)
_DELIVERED = delete(OutboxMessage.metadata.tables["outbox"]).where(
    col(OutboxMessage.id) == bindparam("delivered"),
    col(OutboxMessage.lease_holder) == bindparam("holder"),
)


def add(
    session: AsyncSession,
    chat_id: int,
    kind: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    after: timedelta = timedelta(0),
) -> None:
    """Write a message into the outbox; it leaves when the transaction is committed, or later."""
    row = OutboxMessage(
        chat_id=chat_id, kind=str(kind), payload=payload, created_at=now, due_at=now + after
    )
    session.add(row)
    notify_on_commit(session, Topic.OUTBOX, after)


def add_alert(
    session: AsyncSession,
    owners: Iterable[int],
    alert: Alert,
    now: datetime,
    *,
    after: timedelta = timedelta(0),
    **values: Any,
) -> None:
    """Alert every owner."""
    for owner in owners:
        payload = {"alert": alert.value, **values}
        add(session, owner, OutboxKind.ALERT, payload, now, after=after)


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[OutboxMessage]:
    """Take the oldest message of each chat: a chat's messages leave in order."""
    taken = await _DUE.take(session, now=now, limit=limit)
    await _drop_repeats(session, [row for row in taken if row.kind in _DRAWN])
    return taken


async def _drop_repeats(session: AsyncSession, taken: Sequence[OutboxMessage]) -> None:
    """Delete what would draw the same again: a drawing shows how things are when it leaves."""
    if not taken:
        return
    of_chat = {row.chat_id: row for row in taken}
    found = await session.execute(_DRAWN_LATER, {"chats": list(of_chat)})
    for row in found.scalars():
        first = of_chat[row.chat_id]
        if row.id > first.id and (row.kind, row.payload) == (first.kind, first.payload):
            await session.delete(row)


async def remove_delivered(session: AsyncSession, delivered: Collection[OutboxMessage]) -> None:
    """Forget messages that were delivered, each if it is still held by the claim that sent it.

    What was claimed twice is deleted once: SQLite gives a deleted row's id to the next.
    """
    if delivered:
        await session.flush()
        held = [{"delivered": it.id, "holder": it.lease_holder} for it in delivered]
        await session.execute(_DELIVERED, held)


async def postpone(
    session: AsyncSession, message: OutboxMessage, until: datetime, error: str
) -> None:
    """Try a message again at `until`; what is behind it in its chat waits."""
    row = await session.get(OutboxMessage, message.id)
    if row is not None and is_held(row, message):
        row.due_at, row.lease_until, row.error = until, None, error
        row.attempts += 1


async def give_up(session: AsyncSession, message: OutboxMessage, error: str) -> None:
    """Move a message to the dead letters, where owners see it."""
    row = await session.get(OutboxMessage, message.id)
    if row is not None and is_held(row, message):
        row.dead, row.lease_until, row.error = True, None, error
        row.attempts += 1
        notify_on_commit(session, Topic.OUTBOX)


async def chats_waiting(session: AsyncSession, chat_ids: Collection[int]) -> set[int]:
    """Return those of some chats for which something waits to be sent."""
    values = {"chats": list(chat_ids)}
    return set((await session.execute(_CHATS_WAITING, values)).scalars())


async def living_of(session: AsyncSession, chat_id: int) -> Sequence[OutboxMessage]:
    """Return what is still to be delivered in a chat, the oldest first."""
    here = col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.dead).is_(False)
    query = select(OutboxMessage).where(*here).order_by(col(OutboxMessage.id))
    return (await session.execute(query)).scalars().all()


async def forget_old_dead(session: AsyncSession, now: datetime) -> None:
    """Delete what was given up and about which no owner has decided for long."""
    is_old = col(OutboxMessage.dead).is_(True), col(OutboxMessage.created_at) < now - KEPT
    await session.execute(delete(OutboxMessage).where(*is_old))


async def forget_dead(session: AsyncSession, chat_id: int) -> None:
    """Delete what was given up in a chat."""
    here = col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.dead).is_(True)
    await session.execute(delete(OutboxMessage).where(*here))
