"""The orders that wait to be sent to a panel, for who lets them go or holds them back."""

from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.rules.costs import expected
from bot.orders.rules.states import OrderState
from bot.orders.store import orders


async def release(
    session: Session, panel_id: int, now: datetime, *, service_id: int | None = None
) -> None:
    """Have the orders that wait sent now; those of one service, if it is given."""
    await orders.make_due(session, panel_id, OrderState.QUEUED, now, service_id=service_id)


async def is_empty(session: Session, panel_id: int) -> bool:
    """Return whether no order waits to be sent."""
    return not await orders.any_in(session, panel_id, OrderState.QUEUED)


async def highest_cost(session: Session, panel_id: int) -> Decimal | None:
    """Return what the dearest of the orders that wait costs; `None` if there are none."""
    waiting = await orders.costs_in(session, panel_id, OrderState.QUEUED)
    return max((expected(order).amount for order in waiting), default=None)
