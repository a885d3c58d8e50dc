"""What services have been like here, by what has become of their orders."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.service_metrics import (
    MEASURED_FOR,
    MOST_ORDERS,
    PastOrder,
    ServiceMetrics,
    metrics_of,
)
from bot.orders.store import past_orders


async def of_services(
    session: Session, service_ids: Iterable[int], now: datetime
) -> Mapping[int, ServiceMetrics]:
    """Return the metrics of those of some services, by our numbers, of which enough is known."""
    return await _measured(session, past_orders.of_service, service_ids, now)


async def of_sources(
    session: Session, service_ids: Iterable[int], now: datetime
) -> Mapping[int, ServiceMetrics]:
    """Return the same of panels' services, by the orders that were bought as them."""
    return await _measured(session, past_orders.bought_as, service_ids, now)


async def _measured(
    session: Session,
    past_orders_of: Callable[..., Awaitable[Sequence[PastOrder]]],
    service_ids: Iterable[int],
    now: datetime,
) -> Mapping[int, ServiceMetrics]:
    found = {}
    for key in service_ids:
        past = await past_orders_of(session, key, now - MEASURED_FOR, most=MOST_ORDERS)
        if (metrics := metrics_of(past)) is not None:
            found[key] = metrics
    return found
