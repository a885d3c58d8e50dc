"""What the panel has charged for orders: what its balance is compared with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.rules.costs import taken_of
from bot.orders.rules.states import ENDED, TRACKED
from bot.orders.store import charges as store

FINAL_AFTER = timedelta(days=30)
"""So long after its end the panel may still change an order; it is not read again then."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was charged for the first orders, which do not change any more.

    Attributes:
        order_id: of the last of them.
    """

    order_id: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Charges:
    """What the panel has charged for all its orders.

    Attributes:
        refundable: for those under way that nobody has asked about since some moment: of these
            money may be back of which we do not know.
        counted: where the next sum begins.
    """

    total: Decimal
    refundable: Decimal
    counted: Counted


async def is_any_on_its_way(session: Session, panel_id: int) -> bool:
    """Return whether an order is being sent to a panel: nobody can say what the balance is."""
    return await store.is_any_on_its_way(session, panel_id)


async def sum_up(
    session: Session,
    panel_id: int,
    currency: str,
    counted: Counted,
    *,
    since: datetime,
    now: datetime,
) -> Charges:
    """Return what was charged at a panel.

    Args:
        counted: of the sum before.
        since: an order that was checked later has no refund that is not known.
    """
    total, refundable = counted.amount, Decimal(0)
    is_final = True
    rows = await store.page(session, panel_id, counted.order_id)
    while rows:
        for order in rows:
            taken = taken_of(order)
            amount = taken.amount if taken.currency == currency else Decimal(0)
            total += amount
            if order.state in TRACKED and (order.looked_at is None or order.looked_at < since):
                refundable += amount
            is_final &= order.state in ENDED and order.state_at < now - FINAL_AFTER
            if is_final:
                counted = Counted(order.id, total)
        rows = await store.page(session, panel_id, rows[-1].id)
    return Charges(total, refundable, counted)
