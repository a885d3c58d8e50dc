"""How far gateways were read, what they have besides payments, and what our rows come to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Executable, bindparam, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.core.database.claims import Due
from bot.core.database.once import InsertOnce
from bot.payments.rules.states import PaymentState
from bot.payments.tables import GatewayCheck, GatewayTransaction, Payment

_BEGINNING = InsertOnce(GatewayCheck.metadata.tables["gateway_checks"], "method")
_ADDING = InsertOnce(
    GatewayTransaction.metadata.tables["gateway_movements"], "method", "external_id", "is_out"
)
_BY_ID = ByKey(GatewayCheck)
_DUE = Due(GatewayCheck, col(GatewayCheck.method).in_(bindparam("methods", expanding=True)))
GONE = (PaymentState.REFUNDED, PaymentState.TAKEN_BACK)
"""The states of payments that the gateway has no more."""


async def begin(session: AsyncSession, methods: Collection[str], now: datetime) -> None:
    """Have gateways read at once, those that were never read as well."""
    for method in methods:
        fresh = GatewayCheck(method=method, begun_at=now, due_at=now)
        await _BEGINNING.add(session, fresh.model_dump(exclude={"id"}))
    waiting = col(GatewayCheck.due_at) > now
    await session.execute(update(GatewayCheck).where(waiting).values(due_at=now))


async def claim(
    session: AsyncSession, methods: Collection[str], *, now: datetime, limit: int
) -> Sequence[GatewayCheck]:
    """Take those of some gateways that are to be read."""
    return await _DUE.take(session, now=now, limit=limit, methods=list(methods))


async def lock(session: AsyncSession, check_id: int) -> GatewayCheck | None:
    """Lock a gateway's row, and return it as it is now."""
    return await _BY_ID.lock(session, check_id)


async def every(session: AsyncSession) -> Sequence[GatewayCheck]:
    """Return how all gateways are, by their methods."""
    return (await session.execute(select(GatewayCheck))).scalars().all()


async def add_transaction(session: AsyncSession, transaction: GatewayTransaction) -> None:
    """Write down once what is no payment."""
    await _ADDING.add(session, transaction.model_dump(exclude={"id"}))


async def states_of(
    session: AsyncSession, method: str, external_ids: Collection[str]
) -> dict[str, PaymentState]:
    """Return in which states payments are, by the gateway's numbers; unknown ones are left out."""
    query = select(col(Payment.external_id), col(Payment.state)).where(
        col(Payment.method) == method, col(Payment.external_id).in_(external_ids)
    )
    return {row.external_id: row.state for row in (await session.execute(query)).all()}


async def known_transactions(
    session: AsyncSession, method: str, external_ids: Collection[str], *, is_out: bool
) -> set[str]:
    """Return those of some numbers that are written down as no payments."""
    query = select(GatewayTransaction.external_id).where(
        col(GatewayTransaction.method) == method,
        col(GatewayTransaction.external_id).in_(external_ids),
        col(GatewayTransaction.is_out).is_(is_out),
    )
    return set((await session.execute(query)).scalars())


async def with_fees(session: AsyncSession, method: str, external_ids: Collection[str]) -> set[str]:
    """Return those of some numbers whose fees are written down."""
    query = select(Payment.external_id).where(
        col(Payment.method) == method,
        col(Payment.external_id).in_(external_ids),
        col(Payment.fee_currency) != "",
    )
    of_payments = set((await session.execute(query)).scalars())
    return of_payments | await known_transactions(session, method, external_ids, is_out=True)


async def fees(session: AsyncSession, method: str) -> dict[str, Decimal]:
    """Return by currency what a gateway has kept of our payments."""
    kept = (
        select(col(Payment.fee), col(Payment.fee_currency), func.count())
        .where(col(Payment.method) == method, col(Payment.fee_currency) != "")
        .group_by(col(Payment.fee), col(Payment.fee_currency))
    )
    return dict(await _summed(session, kept))


async def sums(session: AsyncSession, method: str) -> dict[str, Decimal]:
    """Return by currency what a gateway should have by our rows."""
    paid = (
        select(col(Payment.amount), col(Payment.amount_currency), func.count())
        .where(col(Payment.method) == method, col(Payment.state).not_in(GONE))
        .group_by(col(Payment.amount), col(Payment.amount_currency))
    )
    transactions = (
        select(col(GatewayTransaction.amount), col(GatewayTransaction.currency), func.count())
        .where(col(GatewayTransaction.method) == method)
        .group_by(col(GatewayTransaction.amount), col(GatewayTransaction.currency))
    )
    found = await _summed(session, paid, transactions)
    for currency, amount in (await fees(session, method)).items():
        found[currency] -= amount
    return dict(found)


async def _summed(session: AsyncSession, *queries: Executable) -> defaultdict[str, Decimal]:
    """Return sums by currency of amounts, their currencies, and how often each is there."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for query in queries:  # amounts are texts on SQLite: it would add them up as floats
        for amount, currency, count in (await session.execute(query)).all():
            found[currency] += amount * count
    return found
