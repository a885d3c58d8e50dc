"""A list that was ordered, written anew from its orders, so that it can be ordered again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.catalogue.rules.catalogue import Catalogue
from bot.core.database.engine import Session
from bot.orders.mass import store
from bot.orders.mass.rules import written
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A list as it would be sent to be ordered again.

    Attributes:
        text: empty: nothing of it is sold any more, or its links were erased.
        gone: the services that are no longer sold here, by number and name.
        quotes: of the services, by our numbers, as they were ordered.
    """

    text: str = ""
    gone: Sequence[tuple[str, str]] = ()
    quotes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


async def rewritten(session: Session, mass: MassOrder, catalogue: Catalogue) -> Rewritten:
    """Write a confirmed list anew, by what is on sale."""
    orders = [it for it in await store.orders_of(session, mass.id) if it.link]
    if not any(catalogue.service(it.service_id) for it in orders):
        return Rewritten()
    gone = {
        it.service_id: (_number(it), it.service_name)
        for it in orders
        if catalogue.service(it.service_id) is None
    }
    return Rewritten("\n".join(_lines(orders, catalogue)), list(gone.values()), mass.quotes)


def _lines(orders: Sequence[Order], catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each order, also of services that are gone: those come back as bad ones."""
    for order in orders:
        service = catalogue.service(order.service_id)
        number = _number(order) if service is None else service.shown_id
        if service is None and catalogue.with_id(number) is not None:
            continue  # another service has the number now
        yield written(number, order.answers["link"], order.answers.get("quantity"))


def _number(order: Order) -> str:
    """Return the panel's number of a service, as it was ordered."""
    return str((order.quote or {}).get("id", ""))
