"""How what is typed for a service is read: links of its platform, days from today on."""

from collections.abc import Callable
from datetime import date

from bot.catalogue.rules.catalogue import OTHER, Catalogue
from bot.orders.forms import Reader


def reader_for(
    catalogue: Catalogue,
    service_id: int,
    read_date: Callable[[str], date | None],
    today: date,
) -> Reader:
    """Return how to read what is typed for a service, by our number of it.

    Args:
        read_date: reads a day as people of the chat's language write it.
    """
    category = catalogue.category_of(service_id)
    platform = category.platform if category and category.platform != OTHER else None
    service = catalogue.service(service_id)
    limits = (0, 0) if service is None else (service.minimum, service.maximum)
    return Reader(platform, read_date, today, *limits)
