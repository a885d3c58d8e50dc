"""Updates from Telegram: written down before they are acknowledged, struck off when handled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.storage.engine import Topic, touch
from bot.storage.leases import SHORT_LEASE
from bot.storage.tables import InboxUpdate

REMEMBERED = timedelta(days=2)
"""How long a handled update is known; Telegram keeps what was not acknowledged for one day."""


LARGEST_NUMBER = 2**63 - 1


async def store(session: AsyncSession, updates: Sequence[InboxUpdate]) -> None:
    """Write a batch down; a redelivered update is dropped."""
    numbers = [row.update_id for row in updates]
    query = select(InboxUpdate.update_id).where(col(InboxUpdate.update_id).in_(numbers))
    known = set((await session.execute(query)).scalars().all())
    fresh = {row.update_id: row for row in updates if row.update_id not in known}
    session.add_all(fresh.values())
    if fresh:
        touch(session, Topic.INBOX)


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what was handled long ago."""
    long_ago = col(InboxUpdate.handled_at) < now - REMEMBERED
    await session.execute(delete(InboxUpdate).where(long_ago))


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[InboxUpdate]:
    """Take the oldest unhandled update of each lane and lease it; what was set aside is passed.

    An update whose lane has an older one waits for it, whichever process handles that.
    """
    values = {"now": now, "until": now + SHORT_LEASE, "most": limit}
    return (await session.execute(_TAKING, values)).scalars().all()


def _taking() -> Any:
    earlier, leased = aliased(InboxUpdate), col(InboxUpdate.lease_until)
    is_first: ColumnElement[bool] = ~(
        select(earlier.update_id)
        .where(
            col(earlier.handled_at).is_(None),
            col(earlier.error).is_(None),
            earlier.lane == InboxUpdate.lane,
            col(earlier.update_id) < col(InboxUpdate.update_id),
        )
        .exists()
    )
    due = (
        select(InboxUpdate.update_id)
        .where(
            col(InboxUpdate.handled_at).is_(None),
            col(InboxUpdate.error).is_(None),
            or_(leased.is_(None), leased < bindparam("now")),
            is_first,
        )
        .order_by(col(InboxUpdate.update_id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(InboxUpdate)
        .where(col(InboxUpdate.update_id).in_(select(due.c.update_id)))
        .values(lease_until=bindparam("until"), attempts=InboxUpdate.attempts + 1)
        .returning(InboxUpdate)
        .execution_options(synchronize_session=False)
    )


_TAKING = _taking()  # built once: it takes longer than to execute it


async def strike_off(session: AsyncSession, update_ids: Sequence[int], now: datetime) -> None:
    """Note that updates were handled, and forget what they said."""
    these = col(InboxUpdate.update_id).in_(update_ids)
    values = {"handled_at": now, "payload": {}}
    await session.execute(
        update(InboxUpdate)
        .where(these)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def lane_of(payload: dict[str, Any]) -> int:
    """Return the key under which updates are handled in order: the chat's id, else the person's.

    Shapes: https://core.telegram.org/bots/api#update
    """
    for kind, body in payload.items():
        if kind == "update_id" or not isinstance(body, dict):
            continue
        message = body.get("message")
        chat = body.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
        person = chat or body.get("from") or body.get("user")
        number = person.get("id") if isinstance(person, dict) else None
        if isinstance(number, int) and abs(number) <= LARGEST_NUMBER:
            return number
    return 0


def received(payload: dict[str, Any], now: datetime) -> InboxUpdate:
    """Return the row for an update as Telegram sent it."""
    return InboxUpdate(
        update_id=payload["update_id"], lane=lane_of(payload), payload=payload, received_at=now
    )
