"""At which panel an order was bought, and why there: for owners alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.service.offers import stored_service
from bot.core.database.engine import Session
from bot.orders.rules.reroutes import reroute_in
from bot.orders.tables import Order, OrderEvent
from bot.panel.service import overview, panels


@dataclass(frozen=True, slots=True)
class Rerouted:
    """An order went on from one panel to another; `why` is as its history has it."""

    at: datetime
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class OrderPanels:
    """The panel of an order, and those it was to be bought at before.

    Attributes:
        panel: what it is called.
        number: the panel's own of the service as which the order is bought.
    """

    panel: str
    number: str
    reroutes: Sequence[Rerouted]


async def load(
    session: Session, order: Order, history: Iterable[OrderEvent]
) -> OrderPanels | None:
    """Return at which panel an order was bought; `None`: there is only one, and always was."""
    found = [(event.at, reroute) for event in history if (reroute := reroute_in(event.note))]
    if not found and not await overview.names(session):
        return None
    reroutes = [
        Rerouted(
            at,
            await panels.called(session, reroute.before),
            await panels.called(session, reroute.after),
            reroute.why,
        )
        for at, reroute in found
    ]
    service = await stored_service(session, order.bought_id)
    number = "" if service is None else service.row.provider_id
    return OrderPanels(await panels.called(session, order.panel_id), number, reroutes)
