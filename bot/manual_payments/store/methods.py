"""Ways to pay by hand, and the one row of what holds for all of them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.manual_payments.tables import ManualMethod, ManualSettings

_ROWS = ByKey(ManualMethod)
_SETTINGS = ByKey(ManualSettings)
_ID = 1


async def find(session: AsyncSession, method_id: int) -> ManualMethod | None:
    """Return a method, also one that was removed."""
    return await _ROWS.find(session, method_id)


async def lock(session: AsyncSession, method_id: int) -> ManualMethod | None:
    """Lock a method, and return it as it is now."""
    return await _ROWS.lock(session, method_id)


async def add(session: AsyncSession, row: ManualMethod) -> ManualMethod:
    """Write a method down, and give it its number."""
    session.add(row)
    await session.flush()
    return row


async def all_of(session: AsyncSession, *, only_on: bool = False) -> Sequence[ManualMethod]:
    """Return the methods that were not removed."""
    query = select(ManualMethod).where(col(ManualMethod.is_removed).is_(False))
    if only_on:
        query = query.where(col(ManualMethod.is_on).is_(True))
    return (await session.execute(query.order_by(col(ManualMethod.id)))).scalars().all()


async def names(session: AsyncSession) -> Sequence[tuple[int, str]]:
    """Return the number and the name of every method there ever was."""
    found = await session.execute(select(ManualMethod.id, ManualMethod.name))
    return [(number, name) for number, name in found]


async def settings(session: AsyncSession) -> ManualSettings:
    """Return what holds for all methods."""
    return _existing(await _SETTINGS.find(session, _ID))


async def lock_settings(session: AsyncSession) -> ManualSettings:
    """Lock what holds for all methods, and return it as it is now."""
    return _existing(await _SETTINGS.lock(session, _ID))


def _existing(row: ManualSettings | None) -> ManualSettings:
    if row is None:
        raise RuntimeError("the row of manual_settings, which its migration makes, is missing")
    return row
