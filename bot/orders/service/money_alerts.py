"""What owners are told of an order's money: what only they can say, and what they lose."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.service import settling
from bot.orders.tables import Order

ASKED_AGAIN = timedelta(days=7)
"""So often owners are asked what a drip-feed costs that has ended, while runs of it are open."""


async def alert(
    session: Session, order: Order, owners: Iterable[int], now: datetime, *, before: int
) -> None:
    """Alert owners of what a word of the panel has come to; of what stays as it is they hear once.

    Args:
        before: what of the order was written off before that word, in units.
    """
    alerted = list(owners)
    if await _is_to_be_asked(session, order, now):
        ask(session, order, alerted, now)
    if not order.loss_told and settling.is_at_a_loss(order):
        order.loss_told = True
        outbox_store.add_alert(session, alerted, Alert.SOLD_AT_A_LOSS, now, order_id=order.id)
    if order.written_off > before:
        units = order.written_off - before
        outbox_store.add_alert(
            session, alerted, Alert.WRITTEN_OFF, now, order_id=order.id, units=units
        )


def ask(session: Session, order: Order, owners: Iterable[int], now: datetime) -> None:
    """Ask owners what an order costs."""
    order.charge_asked_at = now
    outbox_store.add_alert(session, owners, Alert.CHARGE_UNCLEAR, now, order_id=order.id)


async def _is_to_be_asked(session: Session, order: Order, now: datetime) -> bool:
    if not await settling.is_not_known(session, order):
        return False
    if await settling.runs_still_open(session, order) is None:
        return order.charge_asked_at is None
    return now - (order.charge_asked_at or order.state_at) >= ASKED_AGAIN
