"""Services that the panel does not take orders for: those wait, all others go on.

Read and changed by who has locked the panel's row.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.panel.store import service_holds as store
from bot.panel.tables import ServiceHold

REMEMBERED = timedelta(hours=2)
"""A refusal that is older says nothing any more."""


async def find(session: Session) -> dict[int, ServiceHold]:
    """Return all holds, by the number of their service."""
    return await store.find(session)


def takes_nothing(hold: ServiceHold | None, now: datetime) -> bool:
    """Return whether a service takes no orders at present."""
    return hold is not None and hold.until is not None and hold.until > now


async def refused(
    session: Session, service_id: int, *, sent_at: datetime, now: datetime
) -> ServiceHold:
    """Count another refusal of a service, and return its hold.

    Orders that were on their way together count once: the later ones left before it was known.
    """
    hold = (await find(session)).get(service_id)
    if hold is None:
        hold = ServiceHold(service_id=service_id, refusals=0, refused_at=now)
        session.add(hold)
    if now - hold.refused_at > REMEMBERED:
        hold.refusals = 0
    if not hold.refusals or sent_at > hold.refused_at:
        hold.refusals, hold.refused_at = hold.refusals + 1, now
    return hold


async def end(session: Session, services: Collection[int]) -> bool:
    """Delete the holds of these services; return whether there were any."""
    ended = [hold for key, hold in (await find(session)).items() if key in services]
    for hold in ended:
        await session.delete(hold)
    return bool(ended)
