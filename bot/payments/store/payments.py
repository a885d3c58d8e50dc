"""Payments: each is written down once, under the gateway's own number."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.core.database.claims import Due
from bot.core.database.once import InsertOnce
from bot.core.database.paging import page_of
from bot.core.paging import Page
from bot.payments.rules.states import PaymentState
from bot.payments.tables import Payment, paid_by

MAX_DIGITS = 18  # what fits the database's integer
_ADDING = InsertOnce(Payment.metadata.tables["payments"], "method", "external_id")
_BY_ID = ByKey(Payment)
_GOING_BACK = Due(Payment, col(Payment.state) == PaymentState.REFUNDING)
_FINDING = select(Payment).where(
    col(Payment.method) == bindparam("method"), col(Payment.external_id) == bindparam("number")
)
_OF_TOP_UP = (
    select(Payment.id)
    .where(col(Payment.top_up_id) == bindparam("top_up_id"))
    .where(col(Payment.state) != PaymentState.SUSPENSE)
    .limit(1)
)


async def add(session: AsyncSession, row: Payment) -> bool:
    """Write a payment down and give it its number; `False` if it is there already."""
    number = await _ADDING.add(session, row.model_dump(exclude={"id"}))
    if number is None:
        return False
    row.id = number
    return True


async def get(session: AsyncSession, payment_id: int) -> Payment | None:
    """Return a payment by our number."""
    return await session.get(Payment, payment_id)


async def lock(session: AsyncSession, payment_id: int) -> Payment | None:
    """Lock a payment, and return it as it is now."""
    return await _BY_ID.lock(session, payment_id)


async def claim(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Payment]:
    """Take payments that are to be given back."""
    return await _GOING_BACK.take(session, now=now, limit=limit)


async def find(session: AsyncSession, method: str, external_id: str) -> Payment | None:
    """Return a payment by the gateway's number."""
    values = {"method": method, "number": external_id}
    return (await session.execute(_FINDING, values)).scalar_one_or_none()


async def page(
    session: AsyncSession, states: Collection[PaymentState], number: int, size: int
) -> Page[Payment]:
    """Return a page of all payments in some states, the latest first."""
    query = select(Payment).where(col(Payment.state).in_(states)).order_by(col(Payment.id).desc())
    return await page_of(session, query, number, size)


async def of_payer(session: AsyncSession, user_id: int, most: int) -> Sequence[Payment]:
    """Return the last payments of a person, the latest first."""
    query = select(Payment).where(paid_by(user_id))
    found = await session.execute(query.order_by(col(Payment.id).desc()).limit(most))
    return found.scalars().all()


async def is_of(session: AsyncSession, payment_id: int, user_id: int) -> bool:
    """Return whether a payment is a person's."""
    query = select(Payment.id).where(col(Payment.id) == payment_id, paid_by(user_id))
    return (await session.execute(query)).scalar() is not None


async def found(session: AsyncSession, words: str, most: int) -> Sequence[Payment]:
    """Return the payments with a gateway's number, or of a person by their own number."""
    is_it = col(Payment.external_id) == words
    if words.isascii() and words.isdigit() and len(words) <= MAX_DIGITS:
        is_it = or_(is_it, paid_by(int(words)))
    query = select(Payment).where(is_it).order_by(col(Payment.id).desc()).limit(most)
    return (await session.execute(query)).scalars().all()


async def kept_since(session: AsyncSession, method: str, since: datetime) -> Sequence[Payment]:
    """Return what came since a moment and was not given back, the oldest first."""
    query = (
        select(Payment)
        .where(col(Payment.method) == method, col(Payment.paid_at) > since)
        .where(col(Payment.state).in_([PaymentState.CREDITED, PaymentState.SUSPENSE]))
        .order_by(col(Payment.paid_at))
    )
    return (await session.execute(query)).scalars().all()


async def is_credited(session: AsyncSession, top_up_id: int) -> bool:
    """Return whether something was credited for a top-up."""
    return (await session.execute(_OF_TOP_UP, {"top_up_id": top_up_id})).scalar() is not None
