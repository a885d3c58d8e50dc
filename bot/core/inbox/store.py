"""Updates from Telegram: stored before they are acknowledged, marked as handled afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, select

from bot.core.database.claims import new_holder
from bot.core.database.leases import SHORT_LEASE
from bot.core.dead_letters import KEPT
from bot.core.inbox.tables import InboxUpdate

SUSPECT = 3
"""After so many attempts that did not end an update is handled alone: it may be what ends the
process, or one of those that happened to be in hand."""
REMEMBERED = timedelta(days=2)
"""How long a handled update is known; Telegram keeps what was not acknowledged for one day."""
LARGEST_NUMBER = 2**63 - 1
LARGEST_PERSON = 2**52
"""Ids of Telegram have at most 52 bits (https://core.telegram.org/bots/api#user)."""

# Built once: they are executed for nearly every update, and building takes as long.
_INBOX = SQLModel.metadata.tables["inbox"]
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)
_KNOWN = select(_INBOX.c.update_id).where(_INBOX.c.update_id.in_(_NUMBERS))
_STORING = insert(_INBOX)
_CLEARING = update(_INBOX).where(_INBOX.c.update_id == bindparam("number")).values(attempts=0)
_MARKING_HANDLED = update(_INBOX).where(_INBOX.c.update_id.in_(_NUMBERS))


async def store(session: AsyncSession, updates: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write a batch of updates down, as Telegram sent them; a redelivered one is dropped."""
    if not updates:
        return
    numbers = [update["update_id"] for update in updates]
    known = set((await session.execute(_KNOWN, {"numbers": numbers})).scalars())
    fresh = {it["update_id"]: it for it in updates if it["update_id"] not in known}
    rows = [
        {
            "update_id": number,
            "lane": lane_of(payload),
            "payload": payload,
            "received_at": now,
            "attempts": 0,
        }
        for number, payload in fresh.items()
    ]
    if rows:
        await session.execute(_STORING, rows)


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what was handled long ago, and dead letters about which nobody has decided."""
    was_handled = col(InboxUpdate.handled_at) < now - REMEMBERED
    is_dead = and_(
        col(InboxUpdate.handled_at).is_(None),
        col(InboxUpdate.error).is_not(None),
        col(InboxUpdate.received_at) < now - KEPT,
    )
    await session.execute(delete(InboxUpdate).where(or_(was_handled, is_dead)))


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[InboxUpdate]:
    """Take the oldest unhandled update of each lane and lease it; dead letters are passed over.

    An update whose lane has an older one waits for it, whichever process handles that.
    """
    return await _claimed(session, _TAKING, now, limit)


async def claim_suspect(session: AsyncSession, *, now: datetime) -> Sequence[InboxUpdate]:
    """Take one of the updates under suspicion, which `claim` leaves."""
    return await _claimed(session, _TAKING_SUSPECT, now, 1)


async def has_suspect(session: AsyncSession, now: datetime) -> bool:
    """Return whether an update under suspicion can be taken."""
    return (await session.execute(_SUSPECTED, {"now": now})).first() is not None


async def _claimed(
    session: AsyncSession, taking: Any, now: datetime, limit: int
) -> Sequence[InboxUpdate]:
    values = {"now": now, "until": now + SHORT_LEASE, "most": limit, "holder": new_holder()}
    return (await session.execute(taking, values)).scalars().all()


def _is_due(*, suspect: bool) -> ColumnElement[bool]:
    attempts, leased = col(InboxUpdate.attempts), col(InboxUpdate.lease_until)
    return and_(
        col(InboxUpdate.handled_at).is_(None),
        col(InboxUpdate.error).is_(None),
        or_(leased.is_(None), leased < bindparam("now")),
        attempts >= SUSPECT if suspect else attempts < SUSPECT,
    )


def _taking(*, suspect: bool) -> Any:
    earlier = aliased(InboxUpdate)
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
        .where(_is_due(suspect=suspect), is_first)
        .order_by(col(InboxUpdate.update_id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(_INBOX)
        .where(_INBOX.c.update_id.in_(select(due.c.update_id)))
        .values(
            lease_until=bindparam("until"),
            lease_holder=bindparam("holder"),
            attempts=_INBOX.c.attempts + 1,
        )
        .returning(_INBOX)
    )
    return select(InboxUpdate).from_statement(taken)


# Built once: it takes longer than to execute them.
_TAKING, _TAKING_SUSPECT = _taking(suspect=False), _taking(suspect=True)
_SUSPECTED = select(InboxUpdate.update_id).where(_is_due(suspect=True)).limit(1)


async def clear(session: AsyncSession, update_id: int) -> None:
    """Note that an update under suspicion does not end the process: its handler came to an end."""
    await session.execute(_CLEARING, {"number": update_id})


async def mark_handled(session: AsyncSession, update_ids: Sequence[int], now: datetime) -> None:
    """Note that updates were handled, and forget what they said."""
    if update_ids:
        values = {"numbers": list(update_ids), "handled_at": now, "payload": {}}
        await session.execute(_MARKING_HANDLED, values)


def lane_of(payload: dict[str, Any]) -> int:
    """Return the key under which updates are handled in order: the chat's id, else the person's.

    Who pays has ten seconds, and no time for what is ahead in their chat: a checkout has a lane of
    its own. Shapes: https://core.telegram.org/bots/api#update
    """
    checkout = payload.get("pre_checkout_query")
    if isinstance(checkout, dict):
        return crc32(str(checkout.get("id")).encode()) + LARGEST_PERSON
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
