"""The rows of services that the panel does not take orders for; there are few."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.panel.tables import ServiceHold

_ALL = select(ServiceHold)  # built once: it takes longer than to execute it


async def find(session: AsyncSession) -> dict[int, ServiceHold]:
    """Return all holds, by the number of their service."""
    found = (await session.execute(_ALL)).scalars()
    return {hold.service_id: hold for hold in found}
