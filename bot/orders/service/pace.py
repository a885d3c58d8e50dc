"""What can be expected of an order, by what the same service has delivered here."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.pace import UNDER_WAY, Expectation, Progress, expected_end, pace_of
from bot.orders.rules.service_metrics import MEASURED_FOR, deliveries
from bot.orders.store import past_orders
from bot.orders.tables import Order

LATEST = 20
"""Orders by which the next is expected: cards of orders under way are drawn all the time."""


async def expectation(session: Session, order: Order, now: datetime) -> Expectation | None:
    """Return what can be expected of an order under way; `None` where too little is known."""
    if order.state not in UNDER_WAY or order.placed_at is None or past_orders.takes_turns(order):
        return None
    since = now - MEASURED_FOR
    found = await past_orders.of_service(session, order.service_id, since, most=LATEST)
    pace = pace_of(deliveries(found), order.quantity)
    if pace is None:
        return None
    end = expected_end(pace, progress_of(order), order.placed_at, order.looked_at, now)
    return Expectation(pace, end)


def progress_of(order: Order) -> Progress:
    """Return how an order stands."""
    return Progress(order.state, order.quantity, order.start_count, order.remains)
