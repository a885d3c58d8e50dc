"""What waits to be sent, given up at once: another panel is in use, or an earlier copy."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.panel.rules.statuses import RefillState
from bot.refills.store import requests
from bot.refills.tables import CancelRequest, CancelState, Refill
from bot.spending.service import approvals

NOT_SENT = frozenset({OrderState.AWAITING, OrderState.REQUOTED, OrderState.QUEUED})


async def give_up_orders(
    session: AsyncSession, states: Iterable[OrderState], words: str, now: datetime
) -> int:
    """Put orders before owners, and close what was asked about them; return how many."""
    found = await orders.in_state(session, states)
    for order in found:
        order.words, order.answer_until, order.balance_before = words, None, None
        await transition(session, order, OrderState.UNKNOWN, now=now, note=words)
    await approvals.end_all(session, now)
    return len(found)


async def close_lists(session: AsyncSession) -> None:
    """Write no more orders down of lists that were confirmed, and ask for none that was not."""
    await session.execute(delete(MassOrder).where(col(MassOrder.confirmed_at).is_(None)))
    await session.flush()
    for mass in (await session.execute(select(MassOrder))).scalars():
        if mass.lines:
            mass.lines = []


async def give_up_requests(session: AsyncSession, words: str, now: datetime) -> None:
    """Say 'unclear' of refills and cancellations that wait or are on their way."""
    refills = select(Refill).where(
        col(Refill.state).in_([RefillState.QUEUED, RefillState.REQUESTING])
    )
    for refill in (await session.execute(refills)).scalars().all():
        after = RefillState.UNKNOWN
        await requests.move_refill(session, refill, after, now=now, words=words)
    cancels = select(CancelRequest).where(
        col(CancelRequest.state).in_([CancelState.QUEUED, CancelState.REQUESTING])
    )
    for request in (await session.execute(cancels)).scalars().all():
        unclear = CancelState.UNKNOWN
        await requests.move_cancel(session, request, unclear, now=now, words=words)
