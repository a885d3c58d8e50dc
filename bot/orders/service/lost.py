"""Orders whose process died between sending and writing down the answer: nobody can say."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.orders.service.outcomes import ask_owners
from bot.orders.store import due_orders
from bot.orders.tables import Order
from bot.panel.api.actions import ADD, CONNECT_SECONDS
from bot.panel.service import panel_state

AT_ONCE = 100
ANSWERED_WITHIN = 2 * timedelta(seconds=CONNECT_SECONDS + ADD.read_seconds)
"""So long an `add` may take: it is sent a second time where a panel wants a quantity."""
STOPPED = N_("the bot was stopped while the order was on its way")


async def give_up(
    session: Session, owners: Collection[int], now: datetime, *, panel_id: int
) -> Sequence[Order]:
    """Put the lost orders of a panel, and of those out of reach, before owners; return them.

    Their process may only have been stopped for a while, and bring the answer yet.
    """
    lost = await due_orders.take_lost(session, panel_id, now=now, limit=AT_ONCE)
    for order in lost:
        await _give_up(session, order, owners, now, until=order.state_at + ANSWERED_WITHIN)
    return lost


async def give_up_all(session: Session, owners: Collection[int], now: datetime) -> Sequence[Order]:
    """The same for all orders on their way: no other process works on this database."""
    lost: list[Order] = []
    while found := await due_orders.take_on_their_way(session, now=now, limit=AT_ONCE):
        for order in found:
            await _give_up(session, order, owners, now, until=None)
        lost += found
    return lost


async def _give_up(
    session: Session,
    order: Order,
    owners: Collection[int],
    now: datetime,
    *,
    until: datetime | None,
) -> None:
    state = await panel_state.get_for_change(session, order.panel_id)
    if state.spent_at != order.state_at:
        order.balance_before = None  # another order left meanwhile
    order.words, order.answer_until = STOPPED, until
    await ask_owners(session, order, owners, now)
