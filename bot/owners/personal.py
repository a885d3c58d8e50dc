"""What is kept of owners for their daily digest."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, ErasureRequest, PersonalData
from bot.owners.tables import Digest


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(Digest).where(col(Digest.owner_id) == person.user_id))


PERSONAL = PersonalData(
    tables={Digest: Declared(file="digest", erased="owner_id time_zone")},
    rows=lambda user_id: {Digest: col(Digest.owner_id) == user_id},
    erase=_erase,
)
