"""Top-ups: by their keys, and those that are due."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.claims import Due
from bot.core.database.once import InsertOnce
from bot.core.database.types import UtcDateTime
from bot.payments.rules.states import TopUpState
from bot.payments.tables import TopUp

_ADDING = InsertOnce(TopUp.metadata.tables["top_ups"], "asked_with")
_WITH_KEY = select(TopUp).where(col(TopUp.key) == bindparam("key"))
_LATEST = (
    select(TopUp.id)
    .where(col(TopUp.wallet_id) == bindparam("wallet_id"))
    .order_by(col(TopUp.id).desc())
    .limit(1)
)
_IS_TO_BE_ASKED_ABOUT = col(TopUp.external_id) != ""
_DUE = Due(
    TopUp,
    or_(
        col(TopUp.state).in_([TopUpState.NEW, TopUpState.CHOSEN]),
        and_(col(TopUp.state) == TopUpState.OPEN, ~_IS_TO_BE_ASKED_ABOUT),
    ),
)
_ASKED = Due(
    TopUp,
    _IS_TO_BE_ASKED_ABOUT,
    or_(
        col(TopUp.state) == TopUpState.OPEN,
        and_(
            col(TopUp.state).in_([TopUpState.EXPIRED, TopUpState.WITHDRAWN]),
            col(TopUp.expires_at) > bindparam("since", type_=UtcDateTime()),
        ),
    ),
)
_OF_INVOICE = select(TopUp.id).where(
    col(TopUp.method) == bindparam("method"), col(TopUp.external_id) == bindparam("number")
)


async def add(session: AsyncSession, row: TopUp) -> TopUp:
    """Write a top-up down, once for what it was asked with; return it."""
    await _ADDING.add(session, row.model_dump(exclude={"id"}))
    query = select(TopUp).where(col(TopUp.asked_with) == row.asked_with)
    return (await session.execute(query)).scalar_one()


async def get(session: AsyncSession, top_up_id: int) -> TopUp | None:
    """Return a top-up by its number."""
    return await session.get(TopUp, top_up_id)


async def find_asked(session: AsyncSession, asked_with: str) -> TopUp | None:
    """Return the top-up that a button has begun."""
    query = select(TopUp).where(col(TopUp.asked_with) == asked_with)
    return (await session.execute(query)).scalar_one_or_none()


async def with_key(session: AsyncSession, key: str) -> TopUp | None:
    """Return the top-up with a key."""
    return (await session.execute(_WITH_KEY, {"key": key})).scalar_one_or_none()


async def lock(session: AsyncSession, top_up_id: int) -> TopUp | None:
    """Lock a top-up, and return it as it is now."""
    query = select(TopUp).where(col(TopUp.id) == top_up_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def latest_of(session: AsyncSession, wallet_id: int) -> int:
    """Return the number of a wallet's last top-up; 0: it has none."""
    return (await session.execute(_LATEST, {"wallet_id": wallet_id})).scalar() or 0


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[TopUp]:
    """Take top-ups that are to be opened or ended."""
    return await _DUE.take(session, now=now, limit=limit)


async def claim_asked(
    session: AsyncSession, *, now: datetime, since: datetime, limit: int
) -> Sequence[TopUp]:
    """Take top-ups whose gateways are to be asked what was paid.

    Args:
        since: offers that ended before are asked about no more.
    """
    return await _ASKED.take(session, now=now, limit=limit, since=since)


async def lock_all(session: AsyncSession, top_up_ids: Collection[int]) -> Sequence[TopUp]:
    """Lock top-ups, and return them as they are now."""
    query = select(TopUp).where(col(TopUp.id).in_(top_up_ids)).order_by(col(TopUp.id))
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalars().all()


async def lock_of_invoice(session: AsyncSession, method: str, external_id: str) -> TopUp | None:
    """Lock the top-up that is paid by a gateway's invoice."""
    values = {"method": method, "number": external_id}
    row: int | None = (await session.execute(_OF_INVOICE, values)).scalar_one_or_none()
    return None if row is None else await lock(session, row)
