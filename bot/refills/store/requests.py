"""Refills and cancellations that people asked for, and how they ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.claims import Due
from bot.core.database.engine import Topic, notify_on_commit
from bot.orders.rules.notices import Notice, refill_notice
from bot.orders.service import watchers
from bot.orders.service.announcements import announce
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.rules.statuses import REFILL_ENDED, RefillState
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
_CANCEL_NOTICES = {
    CancelState.ACCEPTED: Notice.CANCEL_ACCEPTED,
    CancelState.REFUSED: Notice.CANCEL_REFUSED,
    CancelState.UNKNOWN: Notice.CANCEL_CHECKING,
}


async def cancel_in_flight(session: AsyncSession, order_id: int) -> CancelRequest | None:
    """Return the order's request to cancel that waits, is on its way, or was accepted."""
    over = [CancelState.REFUSED, CancelState.UNKNOWN]
    query = select(CancelRequest).where(
        col(CancelRequest.order_id) == order_id, ~col(CancelRequest.state).in_(over)
    )
    return (await session.execute(query.limit(1))).scalar()


async def ask_cancel(
    session: AsyncSession, order: Order, user_name: str, now: datetime
) -> CancelRequest | None:
    """Write down that a cancellation is wanted; `None` if one was asked for already."""
    # The order's row is the lock: two taps at once, in two processes, make one request.
    await session.get(Order, order.id, with_for_update=True)
    if await cancel_in_flight(session, order.id) is not None:
        return None
    request = CancelRequest(order_id=order.id, user_name=user_name, created_at=now, due_at=now)
    session.add(request)
    notify_on_commit(session, Topic.REQUESTS)
    return request


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


async def move_refill(
    session: AsyncSession,
    refill: Refill,
    after: RefillState,
    *,
    now: datetime,
    words: str = "",
    shown: str = "",
) -> None:
    """Change a refill's state, and push its end to the chat.

    Args:
        words: what is known, for owners; `shown`: of it, what who ordered may read.
    """
    if refill.state is after:
        return
    refill.state, refill.words, refill.lease_until = after, words, None
    if after in REFILL_ENDED:
        refill.ended_at = now
    notice = refill_notice(after)
    if notice is not None:
        await _announce(session, refill.order_id, notice, now, words=words, shown=shown)


async def move_cancel(
    session: AsyncSession,
    request: CancelRequest,
    after: CancelState,
    *,
    now: datetime,
    words: str = "",
    shown: str = "",
) -> None:
    """Change the state of a request to cancel, and tell the chat; arguments as above."""
    request.state, request.words, request.lease_until = after, words, None
    notice = _CANCEL_NOTICES.get(after)
    if notice is not None:
        await _announce(session, request.order_id, notice, now, words=words, shown=shown)


async def _announce(
    session: AsyncSession,
    order_id: int,
    notice: Notice,
    now: datetime,
    *,
    words: str,
    shown: str,
) -> None:
    order = await session.get_one(Order, order_id)
    if words != shown:
        await orders.add_event(session, order, now, words)
    await announce(session, order, notice, now, words=shown)
    await watchers.wake(session, [order.id], now)
