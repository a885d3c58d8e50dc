"""The queue of orders to send, as the circuit breaker asks about it."""

from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.rules.states import OrderState
from bot.orders.store import orders


async def release(session: Session, now: datetime) -> None:
    """Make every queued order due now."""
    await orders.make_due(session, OrderState.QUEUED, now)


async def is_empty(session: Session) -> bool:
    """Return whether no order is queued."""
    return not await orders.any_in(session, OrderState.QUEUED)


async def highest_price(session: Session) -> Decimal | None:
    """Return the highest price among the queued orders, `None` if there are none."""
    return await orders.dearest(session, OrderState.QUEUED)
