"""The journal: transfers are added and read. Nothing here changes or deletes one."""

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.engine import record_progress
from bot.core.database.once import InsertOnce
from bot.core.database.watermark import Progress
from bot.wallet.tables import Transfer

_ROWS = Transfer.metadata.tables["transfers"]
_ADDING = InsertOnce(_ROWS, "key")
_WITH_KEY = select(Transfer).where(col(Transfer.key) == bindparam("of"))


async def add(session: AsyncSession, transfer: Transfer) -> bool:
    """Write a transfer down and give it its number; return `False` if its key is there already."""
    number = await _ADDING.add(session, transfer.model_dump(exclude={"id"}))
    if number is None:
        return False
    transfer.id = number
    record_progress(session, Progress(transfer=number))
    return True


async def find(session: AsyncSession, key: str) -> Transfer | None:
    """Return the transfer with a key."""
    return (await session.execute(_WITH_KEY, {"of": key})).scalar_one_or_none()


async def currency(session: AsyncSession) -> str | None:
    """Return the currency of the first transfer; `None`: there is none."""
    query = select(Transfer.currency).order_by(col(Transfer.id)).limit(1)
    return (await session.execute(query)).scalar()
