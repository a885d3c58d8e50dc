"""Daily digests: when each owner wants one, and those that are due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.owners.rules.digests import next_digest
from bot.owners.tables import Digest


async def of_owner(session: AsyncSession, owner: int, zone: str, now: datetime) -> Digest:
    """Return what an owner wants; at first none, and in `zone`."""
    found = await session.get(Digest, owner)
    return found or Digest(owner_id=owner, time_zone=zone, next_at=now)


async def put(session: AsyncSession, wanted: Digest, now: datetime) -> None:
    """Write down what an owner wants from now on."""
    wanted.next_at = next_digest(now, wanted.hour, ZoneInfo(wanted.time_zone))
    session.add(wanted)


async def is_due(session: AsyncSession, owners: Collection[int], now: datetime) -> bool:
    """Return whether a digest is due."""
    return (await session.execute(_due(owners, now).limit(1))).first() is not None


async def send_due(session: AsyncSession, owners: Collection[int], now: datetime) -> None:
    """Write each digest that is due into the outbox, once, and set when the next one is.

    After a pause of some days there is one, about the last of them.
    """
    # Who comes second waits for the row, and finds that it is not due any more.
    for digest in (await session.execute(_due(owners, now).with_for_update())).scalars():
        payload = {"until": now.isoformat()}
        outbox_store.add(session, digest.owner_id, OutboxKind.DIGEST, payload, now)
        digest.next_at = next_digest(now, digest.hour, ZoneInfo(digest.time_zone))


def _due(owners: Collection[int], now: datetime) -> Select[Any]:
    return select(Digest).where(
        col(Digest.owner_id).in_(owners), col(Digest.wanted).is_(True), col(Digest.next_at) <= now
    )
