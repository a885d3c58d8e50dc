"""Daily digests: what each owner wants, and sending those that are due."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.owners.outbox import OwnerMessage
from bot.owners.rules.digests import HOURS, next_digest
from bot.owners.store import digests as store
from bot.owners.tables import Digest


async def of_owner(session: Session, owner: int, zone: str, now: datetime) -> Digest:
    """Return what an owner wants; at first none, and in `zone`."""
    found = await store.find(session, owner)
    return found or Digest(owner_id=owner, time_zone=zone, next_at=now)


def turn(session: Session, digest: Digest, now: datetime, *, enabled: bool) -> None:
    """Send an owner a digest every day, or none any more."""
    digest.wanted = enabled
    _schedule(session, digest, now)


def set_hour(session: Session, digest: Digest, hour: int, now: datetime) -> None:
    """Send an owner's digest at an hour of the day; what is no hour changes nothing."""
    if 0 <= hour < HOURS:
        digest.hour = hour
        _schedule(session, digest, now)


def set_time_zone(session: Session, digest: Digest, zone: str, now: datetime) -> None:
    """Count an owner's hours in a time zone, by its IANA name."""
    digest.time_zone = zone
    _schedule(session, digest, now)


def _schedule(session: Session, digest: Digest, now: datetime) -> None:
    digest.next_at = next_digest(now, digest.hour, ZoneInfo(digest.time_zone))
    session.add(digest)


async def send_due(session: Session, owners: Collection[int], now: datetime) -> None:
    """Write each digest that is due into the outbox, once, and set when the next one is.

    After a pause of some days there is one, about the last of them.
    """
    for digest in await store.lock_due(session, owners, now):
        payload = {"until": now.isoformat()}
        outbox_store.add(session, digest.owner_id, OwnerMessage.DIGEST, payload, now)
        digest.next_at = next_digest(now, digest.hour, ZoneInfo(digest.time_zone))
