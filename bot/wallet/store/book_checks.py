"""When the books were compared with themselves, and what was found."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.wallet.tables import BookCheck

_ONLY = 1


async def find(session: AsyncSession) -> BookCheck:
    """Return the one row."""
    return await session.get_one(BookCheck, _ONLY)


async def lock(session: AsyncSession) -> BookCheck:
    """Lock the one row, and read it as it is now."""
    return await session.get_one(BookCheck, _ONLY, with_for_update=True, populate_existing=True)
