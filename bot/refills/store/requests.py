"""Refills and cancellations that people asked for: which are due, and which are open."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.database.claims import Due
from bot.orders.tables import Order
from bot.panel.rules.statuses import RefillState
from bot.refills.tables import CancelRequest, CancelState, Refill


def _orders_of(panel_id: int | BindParameter[int]) -> SelectOfScalar[int]:
    return select(Order.id).where(col(Order.panel_id) == panel_id)


_OF_PANEL = _orders_of(bindparam("panel_id"))
_DUE_REFILLS = Due(
    Refill,
    col(Refill.state).in_(bindparam("states", expanding=True)),
    col(Refill.order_id).in_(_OF_PANEL),
)
_LOST_REFILLS = Due(Refill, col(Refill.state) == RefillState.REQUESTING)
_DUE_CANCELS = Due(
    CancelRequest,
    col(CancelRequest.state) == CancelState.QUEUED,
    col(CancelRequest.order_id).in_(_OF_PANEL),
)
_LOST_CANCELS = Due(CancelRequest, col(CancelRequest.state) == CancelState.REQUESTING)


async def with_running_cancels(session: AsyncSession, order_ids: Collection[int]) -> set[int]:
    """Return the orders whose request to cancel waits, is on its way, or was accepted."""
    over = [CancelState.REFUSED, CancelState.UNKNOWN]
    query = select(CancelRequest.order_id).where(
        col(CancelRequest.order_id).in_(order_ids), ~col(CancelRequest.state).in_(over)
    )
    return set((await session.execute(query)).scalars())


async def claim_refills(
    session: AsyncSession,
    panel_id: int,
    states: Iterable[RefillState],
    *,
    now: datetime,
    limit: int,
) -> Sequence[Refill]:
    """Take due refills of a panel's orders in one of `states`."""
    values = {"states": list(states), "panel_id": panel_id}
    return await _DUE_REFILLS.take(session, now=now, limit=limit, **values)


async def claim_cancels(
    session: AsyncSession, panel_id: int, *, now: datetime, limit: int
) -> Sequence[CancelRequest]:
    """Take due requests to cancel a panel's orders."""
    return await _DUE_CANCELS.take(session, now=now, limit=limit, panel_id=panel_id)


async def claim_lost_refills(
    session: AsyncSession, *, now: datetime, limit: int
) -> Sequence[Refill]:
    """Take refills, at any panel, whose process died while they were on their way."""
    return await _LOST_REFILLS.take(session, now=now, limit=limit)


async def claim_lost_cancels(
    session: AsyncSession, *, now: datetime, limit: int
) -> Sequence[CancelRequest]:
    """Take requests to cancel whose process died while they were on their way."""
    return await _LOST_CANCELS.take(session, now=now, limit=limit)


async def refills_in(
    session: AsyncSession, states: Iterable[RefillState], panel_id: int | None
) -> Sequence[Refill]:
    """Return the refills in some states, of a panel's orders or (`None`) all."""
    query = select(Refill).where(col(Refill.state).in_(list(states)))
    if panel_id is not None:
        query = query.where(col(Refill.order_id).in_(_orders_of(panel_id)))
    return (await session.execute(query)).scalars().all()


async def cancels_in(
    session: AsyncSession, states: Iterable[CancelState], panel_id: int | None
) -> Sequence[CancelRequest]:
    """Return the requests to cancel in some states, of a panel's orders or (`None`) all."""
    query = select(CancelRequest).where(col(CancelRequest.state).in_(list(states)))
    if panel_id is not None:
        query = query.where(col(CancelRequest.order_id).in_(_orders_of(panel_id)))
    return (await session.execute(query)).scalars().all()
