"""At which panel an order was bought, and why there: for owners alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.service.offers import stored_service
from bot.core.database.engine import Session
from bot.orders.rules.moves import move_in
from bot.orders.tables import Order, OrderEvent
from bot.panel.service import overview, panels


@dataclass(frozen=True, slots=True)
class Moved:
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
    moves: Sequence[Moved]


async def load(
    session: Session, order: Order, history: Iterable[OrderEvent]
) -> OrderPanels | None:
    """Return at which panel an order was bought; `None`: there is only one, and always was."""
    found = [(event.at, move) for event in history if (move := move_in(event.note))]
    if not found and not await overview.names(session):
        return None
    moves = [
        Moved(
            at,
            await panels.called(session, move.before),
            await panels.called(session, move.after),
            move.why,
        )
        for at, move in found
    ]
    service = await stored_service(session, order.bought_id)
    number = "" if service is None else service.row.provider_id
    return OrderPanels(await panels.called(session, order.panel_id), number, moves)
