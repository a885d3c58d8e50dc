"""Orders without a clear answer: what an owner says is done, or the panel is asked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.rules.states import OrderState
from bot.orders.service.transitions import mark_placed, transition
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.service import panel_state


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """What came of a number of the panel that an owner gives an order.

    Attributes:
        belongs_to: our number of another order that has it; nothing has changed then.
        is_placed: the order is placed under it; otherwise the panel is asked first.
    """

    belongs_to: int | None = None
    is_placed: bool = False


async def load_unclear(session: Session, limit: int) -> tuple[Sequence[tuple[Order, bool]], int]:
    """Return the first orders without a clear answer, and how many there are in all.

    With each comes whether it was ordered at another panel.
    """
    reached = {it.panel_id for it in await panel_state.within_reach(session)}
    found, total = await orders.first_in_state(session, OrderState.UNKNOWN, limit)
    return [(order, order.panel_id not in reached) for order in found], total


async def lock_unclear(session: Session, order_id: int) -> Order | None:
    """Lock and return an order, if it still has no clear answer."""
    order = await orders.get_for_change(session, order_id)
    return order if order is not None and order.state is OrderState.UNKNOWN else None


async def send_again(session: Session, order: Order, owner: int, now: datetime) -> None:
    """Send an order a second time: an owner says that it was not placed."""
    order.due_at = now
    await transition(session, order, OrderState.QUEUED, now=now, note=_by(owner))


async def drop(session: Session, order: Order, owner: int, now: datetime) -> None:
    """End an order: an owner says that it was not placed, and is not to be."""
    order.due_at = now
    await transition(session, order, OrderState.DROPPED, now=now, note=_by(owner))


async def take_number(
    session: Session, order: Order, number: str, owner: int, now: datetime
) -> NumberTaken:
    """Have the panel asked about a number; of one at another panel an owner's word is taken."""
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        return NumberTaken(belongs_to=other.id)
    if await panel_state.is_out_of_reach(session, order.panel_id):
        note = f"number {number} at another panel, {_by(owner)}"
        await mark_placed(session, order, number, now=now, check_at=None, note=note)
        return NumberTaken(is_placed=True)
    claim_number(session, order, number, now)
    return NumberTaken()


async def accept_number(
    session: Session, order: Order, number: str, owner: int, now: datetime
) -> NumberTaken:
    """Take an owner's word for a number that the panel knows with another charge."""
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        return NumberTaken(belongs_to=other.id)
    note = f"number {number} with another charge, {_by(owner)}"
    await mark_placed(session, order, number, now=now, check_at=now, note=note)
    return NumberTaken(is_placed=True)


def claim_number(session: Session, order: Order, number: str, now: datetime) -> None:
    """Note the number that an owner gives an order: it is believed when the panel knows it."""
    order.claimed_number, order.due_at, order.lease_until = number, now, None
    notify_on_commit(session, Topic.NUMBERS)


def _by(owner: int) -> str:
    return f"by owner {owner}"
