"""The orders that wait to be sent: all of them, for who lets them go or holds them back."""

from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.rules.states import OrderState
from bot.orders.store import orders


async def release(session: Session, now: datetime, *, service_id: int | None = None) -> None:
    """Have the orders that wait sent now; those of one service, if it is given."""
    await orders.make_due(session, OrderState.QUEUED, now, service_id=service_id)


async def is_empty(session: Session) -> bool:
    """Return whether no order waits to be sent."""
    return not await orders.any_in(session, OrderState.QUEUED)


async def highest_price(session: Session) -> Decimal | None:
    """Return the highest price among the orders that wait; `None` if there are none."""
    return await orders.highest_price(session, OrderState.QUEUED)
