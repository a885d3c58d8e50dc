"""Services that the panel does not take orders for: those wait, all others go on.

Read and changed by who holds the panel's row.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.panel.tables import ServiceHold

REMEMBERED = timedelta(hours=2)
"""A refusal that is older says nothing any more."""


async def find(session: AsyncSession) -> dict[int, ServiceHold]:
    """Return all holds, by the number of their service; there are few."""
    found = (await session.execute(select(ServiceHold))).scalars()
    return {hold.service_id: hold for hold in found}


async def refused(
    session: AsyncSession, service_id: int, *, sent_at: datetime, now: datetime
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


async def end(session: AsyncSession, services: Collection[int]) -> bool:
    """Forget the holds of these services; tell whether there were any."""
    ended = [hold for key, hold in (await find(session)).items() if key in services]
    for hold in ended:
        await session.delete(hold)
    return bool(ended)
