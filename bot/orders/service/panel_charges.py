"""What the panel has charged for orders: what its balance is compared with.

Each change of it is written down with the change of the order, and read once: how long the order
log is does not matter, nor for how long an order may still change.
"""

from datetime import datetime
from decimal import Context, Decimal

from bot.core.database.engine import Session
from bot.core.money import Money
from bot.orders.rules.costs import taken_of
from bot.orders.store import charges as store
from bot.orders.tables import Order

_EXACT = Decimal("1e-12")
"""What the database keeps of an amount."""
_WIDE = Context(prec=50)
"""More digits than any amount has that is read: `quantize` fails where one is lost."""


def record(session: Session, order: Order) -> None:
    """Write down what an order, locked and changed, has taken from the balance since."""
    taken = taken_of(order)
    amount = taken.amount.quantize(_EXACT, context=_WIDE)
    if amount != order.taken:
        store.add(session, order.panel_id, Money(amount - order.taken, taken.currency))
        order.taken = amount


async def take(session: Session, panel_id: int) -> dict[str, Decimal]:
    """Return by currency what a panel has charged since this was last asked, less refunds."""
    return await store.take(session, panel_id)


async def refundable(session: Session, panel_id: int, currency: str, since: datetime) -> Decimal:
    """Return what may be back at a panel and we do not know of it.

    Args:
        since: an order that was checked later has no refund that is not known.
    """
    return await store.refundable(session, panel_id, currency, since)


async def is_any_on_its_way(session: Session, panel_id: int) -> bool:
    """Return whether an order is being sent to a panel: nobody can say what the balance is."""
    return await store.is_any_on_its_way(session, panel_id)
