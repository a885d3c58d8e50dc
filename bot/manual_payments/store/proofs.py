"""Proofs of payments by hand: by their top-ups, and those that are alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Person
from bot.core.database.by_key import ByKey
from bot.manual_payments.rules.proofs import (
    PAUSE,
    SAME_AMOUNT,
    Alike,
    Decision,
    History,
    Hits,
)
from bot.manual_payments.tables import Proof
from bot.orders.tables import Order
from bot.payments.rules.methods import MANUAL
from bot.payments.rules.states import PaymentState, TopUpState
from bot.payments.tables import Payment, TopUp, paid_by

_ROWS = ByKey(Proof)
HITS_SHOWN = 3
_OPEN = [it for it in TopUpState if not it.is_over]


async def find(session: AsyncSession, proof_id: int) -> Proof | None:
    """Return a proof by its number."""
    return await _ROWS.find(session, proof_id)


async def lock(session: AsyncSession, proof_id: int) -> Proof | None:
    """Lock a proof, and return it as it is now."""
    return await _ROWS.lock(session, proof_id)


async def of_top_up(session: AsyncSession, top_up_id: int) -> Proof | None:
    """Return what was sent for a top-up."""
    query = select(Proof).where(col(Proof.top_up_id) == top_up_id)
    return (await session.execute(query)).scalar_one_or_none()


async def add(session: AsyncSession, row: Proof) -> Proof:
    """Write a proof down; its top-up must be locked."""
    session.add(row)
    await session.flush()
    return row


async def is_claimed(session: AsyncSession, method: str, reference: str) -> bool:
    """Return whether a reference was used before, and not refused."""
    query = select(Proof.id).where(col(Proof.method) == method, col(Proof.claimed) == reference)
    return (await session.execute(query.limit(1))).scalar() is not None


@dataclass(frozen=True, slots=True)
class OpenTopUps:
    """How many top-ups by hand of a person are open: of a method, and in all."""

    here: int
    in_all: int


async def open_of(
    session: AsyncSession, person_id: int, method: str, now: datetime, *, besides: int
) -> OpenTopUps:
    """Count what a person pays and has not finished; while nobody pays it, it is who asked.

    Args:
        besides: a top-up that is not counted.
    """
    is_open = or_(
        col(TopUp.state) == TopUpState.REVIEW,
        col(TopUp.state).in_(_OPEN) & (col(TopUp.expires_at) > now),
    )
    query = select(TopUp.method).where(
        or_(
            col(TopUp.pay_in) == person_id,
            col(TopUp.pay_in).is_(None) & (col(TopUp.asked_by) == person_id),
        ),
        col(TopUp.id) != besides,
        col(TopUp.method).startswith(MANUAL),
        is_open,
    )
    found = (await session.execute(query)).scalars().all()
    return OpenTopUps(found.count(method), len(found))


async def refused_lately(session: AsyncSession, person_id: int, now: datetime) -> int:
    """Return how many proofs of a person were refused a short while ago."""
    query = (
        select(func.count())
        .select_from(Proof)
        .where(
            col(Proof.person_id) == person_id,
            col(Proof.decision) == Decision.REFUSED,
            col(Proof.decided_at) > now - PAUSE,
        )
    )
    return (await session.execute(query)).scalar_one()


async def has_paid(session: AsyncSession, person_id: int) -> bool:
    """Return whether a person has ever paid in, in any way."""
    is_theirs = paid_by(person_id) & (col(Payment.state) == PaymentState.CREDITED)
    query = select(Payment.id).where(is_theirs)
    return (await session.execute(query.limit(1))).scalar() is not None


async def history(session: AsyncSession, proof: Proof) -> History:
    """Return what is known of who pays, but for this payment."""
    person_id = proof.person_id
    orders = select(func.count()).select_from(Order).where(col(Order.user_id) == person_id)
    paid = select(func.count(), func.coalesce(func.sum(col(Payment.units)), 0)).where(
        paid_by(person_id),
        col(Payment.state) == PaymentState.CREDITED,
        func.coalesce(col(Payment.top_up_id), 0) != proof.top_up_id,
    )
    refused = (
        select(func.count())
        .select_from(Proof)
        .where(col(Proof.person_id) == person_id, col(Proof.decision) == Decision.REFUSED)
    )
    person = await session.get(Person, person_id)
    count, units = (await session.execute(paid)).one()
    return History(
        name=person.name if person else "",
        first_seen_at=person.first_seen_at if person else None,
        orders=(await session.execute(orders)).scalar_one(),
        payments=count,
        paid=int(units),
        refused=(await session.execute(refused)).scalar_one(),
    )


async def hits(session: AsyncSession, proof: Proof, due: Decimal) -> Hits:
    """Return who else has sent the same, or pays as much within an hour."""
    picture = or_(col(Proof.digest) == proof.digest, col(Proof.unique_id) == proof.unique_id)
    sent_at = proof.sent_at or datetime.max.replace(tzinfo=UTC)
    near = col(Proof.sent_at).between(sent_at - SAME_AMOUNT, sent_at + SAME_AMOUNT)
    amount = near & (col(Proof.method) == proof.method) & (col(TopUp.due) == due)
    return Hits(
        reference=await _alike(session, proof, col(Proof.reference) == proof.reference)
        if proof.reference
        else (),
        picture=await _alike(session, proof, picture) if proof.digest else (),
        amount=await _alike(session, proof, amount),
    )


async def _alike(
    session: AsyncSession, proof: Proof, condition: ColumnElement[bool]
) -> Sequence[Alike]:
    query = (
        select(Proof, Person)
        .join(TopUp, col(TopUp.id) == col(Proof.top_up_id))
        .join(Person, col(Person.user_id) == col(Proof.person_id), isouter=True)
        .where(col(Proof.id) != proof.id, col(Proof.sent_at).is_not(None), condition)
        .order_by(col(Proof.id).desc())
        .limit(HITS_SHOWN)
    )
    found = (await session.execute(query)).all()
    return [
        Alike(row.id, person.name if person else str(row.person_id), row.decision, row.sent_at)
        for row, person in found
        if row.sent_at is not None
    ]
