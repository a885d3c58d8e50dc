"""Refills and cancellations that people asked for: which are due, and which are open."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.claims import Due
from bot.orders.tables import Order
from bot.panel.rules.statuses import RefillState
from bot.panel.tables import CURRENT_PANEL
from bot.refills.tables import CancelRequest, CancelState, Refill

_OURS = select(Order.id).where(col(Order.panel_id) == CURRENT_PANEL)
_DUE_REFILLS = Due(
    Refill,
    col(Refill.state).in_(bindparam("states", expanding=True)),
    or_(col(Refill.order_id).in_(_OURS), col(Refill.state) == RefillState.REQUESTING),
)
_DUE_CANCELS = Due(
    CancelRequest,
    col(CancelRequest.state).in_(bindparam("states", expanding=True)),
    or_(
        col(CancelRequest.order_id).in_(_OURS),
        col(CancelRequest.state) == CancelState.REQUESTING,
    ),
)


async def cancel_in_flight(session: AsyncSession, order_id: int) -> CancelRequest | None:
    """Return the order's request to cancel that waits, is on its way, or was accepted."""
    over = [CancelState.REFUSED, CancelState.UNKNOWN]
    query = select(CancelRequest).where(
        col(CancelRequest.order_id) == order_id, ~col(CancelRequest.state).in_(over)
    )
    return (await session.execute(query.limit(1))).scalar()


async def claim_refills(
    session: AsyncSession, states: Iterable[RefillState], *, now: datetime, limit: int
) -> Sequence[Refill]:
    """Take due refills in one of `states`."""
    return await _DUE_REFILLS.take(session, now=now, limit=limit, states=list(states))


async def claim_cancels(
    session: AsyncSession, states: Iterable[CancelState], *, now: datetime, limit: int
) -> Sequence[CancelRequest]:
    """Take due requests to cancel in one of `states`."""
    return await _DUE_CANCELS.take(session, now=now, limit=limit, states=list(states))


async def refills_in(session: AsyncSession, states: Iterable[RefillState]) -> Sequence[Refill]:
    """Return the refills in some states."""
    query = select(Refill).where(col(Refill.state).in_(list(states)))
    return (await session.execute(query)).scalars().all()


async def cancels_in(
    session: AsyncSession, states: Iterable[CancelState]
) -> Sequence[CancelRequest]:
    """Return the requests to cancel in some states."""
    query = select(CancelRequest).where(col(CancelRequest.state).in_(list(states)))
    return (await session.execute(query)).scalars().all()
