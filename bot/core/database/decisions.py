"""How many decisions of owners a database knows of: an earlier copy in its place shows by it.

They concern money, transfer none, and leave nothing else behind that only grows: codes made or
stopped, payments that were refused, wallets that were frozen.
"""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from bot.core.database.engine import record_progress
from bot.core.database.row import Row
from bot.core.database.types import BigId
from bot.core.database.watermark import Progress


class Decisions(Row, table=True):
    """How many there were: the one row."""

    __tablename__ = "decisions"

    id: int = Field(default=1, primary_key=True)
    count: int = Field(default=0, sa_type=BigId)


_COUNTING = (
    update(Decisions).values(count=col(Decisions.count) + 1).returning(col(Decisions.count))
)


async def record(session: AsyncSession) -> None:
    """Count a decision, in the transaction that carries it out."""
    number = (await session.execute(_COUNTING)).scalar_one()
    record_progress(session, Progress(decision=number))


async def count(session: AsyncSession) -> int:
    """Return how many there were."""
    return (await session.execute(select(Decisions.count))).scalar_one()
