"""What can be expected of an order, by what the same service has delivered here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.pace import (
    UNDER_WAY,
    Expectation,
    Pace,
    Progress,
    expected_end,
    pace_of,
)
from bot.orders.store import deliveries
from bot.orders.tables import Order


async def paces_of(session: Session, service_ids: Iterable[int]) -> Mapping[int, Pace]:
    """Return how fast those of some services deliver of which enough is known."""
    found = {key: pace_of(await deliveries.latest(session, key)) for key in service_ids}
    return {key: pace for key, pace in found.items() if pace is not None}


async def expectation(session: Session, order: Order, now: datetime) -> Expectation | None:
    """Return what can be expected of an order under way; `None` where too little is known."""
    if order.state not in UNDER_WAY or order.placed_at is None or deliveries.takes_turns(order):
        return None
    found = await deliveries.latest(session, order.service_id)
    pace = pace_of(found, order.quantity)
    if pace is None:
        return None
    end = expected_end(pace, progress_of(order), order.placed_at, order.looked_at, now)
    return Expectation(pace, end)


def progress_of(order: Order) -> Progress:
    """Return how an order stands."""
    return Progress(order.state, order.quantity, order.start_count, order.remains)
