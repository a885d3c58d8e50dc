"""Orders that end before they are sent: not approved, or not wanted any more."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.states import OrderState
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict


async def end(session: Session, order: Order, verdict: Verdict, name: str, now: datetime) -> None:
    """End an order that has not left; it must be locked.

    Args:
        name: of who has decided; empty: nobody.
    """
    order.offer, order.reason, order.words = None, verdict.value, name
    note = f"{verdict.value} by {name}" if name else verdict.value
    is_withdrawn = verdict is Verdict.WITHDRAWN
    after = OrderState.WITHDRAWN if is_withdrawn else OrderState.REFUSED
    await transition(session, order, after, now=now, note=note)


async def lock_queued(session: Session, order_id: int) -> Order | None:
    """Lock and return an order that waits to be sent; `None` once it has left or ended.

    The submitter takes an order and commits that it leaves in one transaction, so that either
    that one or this comes first.
    """
    order = await orders.get_for_change(session, order_id)
    return order if order is not None and order.state is OrderState.QUEUED else None


async def withdraw(session: Session, order: Order, name: str, now: datetime) -> None:
    """End a queued order, which is locked, that its buyer does not want any more."""
    await end(session, order, Verdict.WITHDRAWN, name, now)
