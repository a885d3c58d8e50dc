"""Requests to cancel an order: asking for one, and what the panel says to it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.rules.actions import can_cancel
from bot.orders.rules.notices import Notice
from bot.orders.service import status_requests
from bot.orders.tables import Order
from bot.refills.service.announcements import announce
from bot.refills.store import refills, requests
from bot.refills.tables import CancelRequest, CancelState

_NOTICES = {
    CancelState.ACCEPTED: Notice.CANCEL_ACCEPTED,
    CancelState.REFUSED: Notice.CANCEL_REFUSED,
    CancelState.UNKNOWN: Notice.CANCEL_CHECKING,
}


class CancelAsked(StrEnum):
    """What came of asking for a cancellation."""

    REQUESTED = "requested"
    ASKED_BEFORE = "asked_before"
    IMPOSSIBLE = "impossible"  # by the order's state, or by its service


async def ask(session: Session, order: Order, user_name: str, now: datetime) -> CancelAsked:
    """Write down that a cancellation is wanted, if it can be asked for."""
    service = await session.get(ServiceRow, order.bought_id)
    if service is None or not can_cancel(order.state, service.cancel, asked=False):
        return CancelAsked.IMPOSSIBLE
    # The order's row is the lock: two taps at once, in two processes, make one request.
    await session.get(Order, order.id, with_for_update=True)
    if await is_asked_for(session, order):
        return CancelAsked.ASKED_BEFORE
    request = CancelRequest(order_id=order.id, user_name=user_name, created_at=now, due_at=now)
    session.add(request)
    notify_on_commit(session, Topic.REQUESTS)
    return CancelAsked.REQUESTED


async def is_asked_for(session: Session, order: Order) -> bool:
    """Return whether a request to cancel waits, is on its way, or was accepted."""
    return bool(await requests.with_running_cancels(session, [order.id]))


async def cancelable(session: Session, orders: Sequence[Order]) -> Sequence[Order]:
    """Return those of some orders for which a cancellation can be asked now."""
    services = await refills.services(session, {it.bought_id for it in orders})
    asked = await requests.with_running_cancels(session, [it.id for it in orders])
    return [
        it
        for it in orders
        if can_cancel(it.state, services[it.bought_id].cancel, asked=it.id in asked)
    ]


async def transition(
    session: Session,
    request: CancelRequest,
    after: CancelState,
    *,
    now: datetime,
    words: str = "",
    shown: str = "",
) -> None:
    """Change the state of a request to cancel, and tell the chat.

    Args:
        words: what is known, for owners; `shown`: of it, what who ordered may read.
    """
    request.state, request.words, request.lease_until = after, words, None
    notice = _NOTICES.get(after)
    if notice is not None:
        await announce(session, request.order_id, notice, now, words=words, shown=shown)


def postpone(request: CancelRequest, until: datetime) -> None:
    """Have a request sent again, which has surely not reached the panel."""
    request.lease_until, request.due_at = None, until
    request.state, request.attempts = CancelState.QUEUED, request.attempts + 1


async def record_answer(
    session: Session,
    request: CancelRequest,
    after: CancelState,
    *,
    now: datetime,
    words: str,
    shown: str,
) -> None:
    """Note what the panel said to it; whether it is canceled the order's status tells."""
    await transition(session, request, after, now=now, words=words, shown=shown)
    await status_requests.request(session, [await session.get_one(Order, request.order_id)], now)
