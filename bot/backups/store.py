"""The one row that says how the backups stand."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.backups.tables import BackupState
from bot.core.database.by_key import ByKey
from bot.core.database.claims import Due

_ID = 1
_STATES = ByKey(BackupState)
_DUE = Due(BackupState)


async def find(session: AsyncSession) -> BackupState:
    """Return the row, which the migration has made."""
    return await _STATES.get_one(session, _ID)


async def lock(session: AsyncSession) -> BackupState | None:
    """Lock the row and return it as it is now."""
    return await _STATES.lock(session, _ID)


async def claim(session: AsyncSession, now: datetime) -> BackupState | None:
    """Take the row under a lease if it is due and nobody works on it."""
    return next(iter(await _DUE.take(session, now=now, limit=1)), None)
