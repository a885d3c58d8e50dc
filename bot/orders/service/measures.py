"""What services have been like here, by what has become of their orders."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.measures import MEASURED, MOST_ORDERS, Measures, measures_of
from bot.orders.store import past_orders


async def of_services(
    session: Session, service_ids: Iterable[int], now: datetime
) -> Mapping[int, Measures]:
    """Return the figures of those of some services, by our numbers, of which enough is known."""
    found = {}
    for key in service_ids:
        past = await past_orders.of_service(session, key, now - MEASURED, most=MOST_ORDERS)
        if (measures := measures_of(past)) is not None:
            found[key] = measures
    return found
