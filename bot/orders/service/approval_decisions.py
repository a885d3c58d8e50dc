"""An order or a list that waited for an approval goes on, or ends."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.mass import store as mass_store
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import OrderState
from bot.orders.service import mass_progress, reserving, unsent
from bot.orders.service.announcements import announce
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.spending.rules.approvals import Verdict


async def waits(session: Session, order_id: int) -> bool:
    """Lock an order, and return whether it still waits for an approval."""
    order = await orders.get_for_change(session, order_id)
    return order is not None and order.state is OrderState.AWAITING


async def decide_order(
    session: Session, order_id: int, verdict: Verdict, name: str, now: datetime
) -> None:
    """Let an order that waits go on, or end it; nothing happens if it does not wait any more.

    Args:
        name: of who has decided; empty: nobody.
    """
    order = await orders.get_for_change(session, order_id)
    if order is None or order.state is not OrderState.AWAITING:
        return
    if verdict is Verdict.APPROVED:
        order.due_at = now
        note = f"{verdict.value} by {name}" if name else verdict.value
        await transition(session, order, OrderState.QUEUED, now=now, note=note)
        await announce(session, order, Notice.APPROVED, now, words=name)
        return
    await unsent.end(session, order, verdict, name, now)
    if verdict is not Verdict.WITHDRAWN:
        await announce(session, order, Notice.REFUSED, now)


async def decide_list(
    session: Session, mass_id: int, verdict: Verdict, now: datetime
) -> MassOrder | None:
    """Let a list that waits go on, or end it without orders; return it, if it still exists.

    The orders of one that goes on are placed by `mass.service.placing.place_all`.
    """
    mass = await mass_store.get(session, mass_id)
    if mass is None:
        return None
    if verdict is not Verdict.APPROVED:
        await reserving.release_lines(session, mass.lines, now)
        mass.lines, mass.ended_at = [], now
    mass_progress.redraw(session, mass, now)
    return mass
