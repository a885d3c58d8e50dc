"""What is reserved for orders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.once import InsertOnce
from bot.wallet.rules.ledger import HoldState
from bot.wallet.tables import Hold

_ROWS = Hold.metadata.tables["holds"]
_ADDING = InsertOnce(_ROWS, "key")
_WITH_KEY = (
    select(Hold).where(col(Hold.key) == bindparam("of")).execution_options(populate_existing=True)
)
_WITH_KEYS = select(Hold).where(col(Hold.key).in_(bindparam("of", expanding=True)))
_LOCKING = _WITH_KEY.with_for_update()
_REASSIGNING = (
    update(_ROWS).where(_ROWS.c.account_id == bindparam("of")).values(account_id=bindparam("into"))
)
_ENDING = (
    update(_ROWS)
    .where(_ROWS.c.key == bindparam("of"))
    .values(
        state=bindparam("as_what"),
        captured=bindparam("units", type_=BigInteger),
        ended_at=bindparam("now"),
    )
)


async def add(session: AsyncSession, hold: Hold) -> bool:
    """Write down what is reserved; return `False` if its key is there already."""
    return await _ADDING.add(session, hold.model_dump(exclude={"id"})) is not None


async def find(session: AsyncSession, key: str) -> Hold | None:
    """Return what was reserved under a key."""
    return (await session.execute(_WITH_KEY, {"of": key})).scalar_one_or_none()


async def find_all(session: AsyncSession, keys: Sequence[str]) -> Sequence[Hold]:
    """Return what was reserved under some keys."""
    return (await session.execute(_WITH_KEYS, {"of": keys})).scalars().all()


async def lock(session: AsyncSession, key: str) -> Hold | None:
    """Lock what was reserved under a key, and read it as it is now."""
    return (await session.execute(_LOCKING, {"of": key})).scalar_one_or_none()


async def end(
    session: AsyncSession, key: str, state: HoldState, *, captured: int, now: datetime
) -> None:
    """Write down what became of it."""
    values = {"of": key, "as_what": state, "units": captured, "now": now}
    await session.execute(_ENDING, values)


async def reassign(session: AsyncSession, wallet_id: int, into: int) -> None:
    """Make what is, and was, reserved of a wallet another's."""
    await session.execute(_REASSIGNING, {"of": wallet_id, "into": into})
