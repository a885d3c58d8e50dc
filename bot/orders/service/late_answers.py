"""Answers that come when their order was given up: none is lost, and what they prove is believed.

A process that was stopped for longer than its lease finds that its order is unclear, was dropped,
or is being sent again, when the panel's answer comes after all.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import OrderState
from bot.orders.service import money_alerts
from bot.orders.service.transitions import mark_placed, record_note
from bot.orders.store import events as order_events
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.api.errors import PanelError
from bot.panel.api.reader import Placed
from bot.panel.service import panels

logger = logging.getLogger(__name__)

NOT_PLACED = frozenset(
    {
        OrderState.UNKNOWN,
        OrderState.QUEUED,
        OrderState.REQUOTED,
        OrderState.AWAITING,
        OrderState.REFUSED,
        OrderState.WITHDRAWN,
        OrderState.REJECTED,
        OrderState.DROPPED,
    }
)
"""Where an order stands whose first answer was waited for in vain, and that is not on its way."""


async def keep(
    session: Session,
    order: Order,
    outcome: Placed | PanelError,
    *,
    sent: Order,
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Write down what the panel has said of an order, locked, that waits for it no more.

    Args:
        sent: the order as it was when it left: since then it may have gone to another panel.
    """
    logger.warning("late_answer", extra={"order": order.id, "state": order.state.value})
    if isinstance(outcome, Placed):
        if order.panel_id == sent.panel_id or order.state in NOT_PLACED:
            _be_where_it_was_sent(order, sent)
            await _placed(session, order, outcome, owners, now)
        else:
            await _placed_elsewhere(session, order, outcome, sent=sent, owners=owners, now=now)
        return
    note = f"late answer: {outcome.text}"
    await record_note(session, order, note, now)
    if order.state is OrderState.UNKNOWN:
        order.words, order.answer_until = outcome.text, None
        outbox_store.add_alert(session, owners, Alert.UNRESOLVED, now, order_id=order.id)


async def _placed(
    session: Session, order: Order, placed: Placed, owners: Iterable[int], now: datetime
) -> None:
    number = placed.order_id
    note = f"late answer: placed as number {number}"
    other = await orders.placed_as(session, number, besides=order)
    if order.state in NOT_PLACED and other is None:
        was_sent_again = await order_events.times_in(session, order, OrderState.UNKNOWN) > 1
        alert = Alert.MAYBE_TWICE if was_sent_again else Alert.LATE_ANSWER
        order.charge, before = placed.charge, order.written_off
        await mark_placed(session, order, number, now=now, check_at=now, note=note)
        outbox_store.add_alert(
            session,
            owners,
            alert,
            now,
            order=f"#{order.id}",
            number=number,
            panel_id=order.panel_id,
        )
        await money_alerts.alert(session, order, owners, now, before=before)
        return
    await record_note(session, order, note, now)
    if other is not None or order.provider_order_id == number:
        return
    order.reported_number = number
    if order.provider_order_id is not None:
        alert_of_two_numbers(session, order, number, owners, now)


def _be_where_it_was_sent(order: Order, sent: Order) -> None:
    """Have an order that has gone on to another panel be where it was bought after all."""
    if order.panel_id == sent.panel_id:
        return
    order.panel_id, order.source_id, order.params = sent.panel_id, sent.source_id, sent.params
    order.cost, order.cost_currency = sent.cost, sent.cost_currency
    order.exchange_rate, order.exchange_id = sent.exchange_rate, sent.exchange_id


async def _placed_elsewhere(
    session: Session,
    order: Order,
    placed: Placed,
    *,
    sent: Order,
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Notify owners that an order which another panel has, or is sent to, was bought here, too."""
    number = f"{placed.order_id} ({await panels.called(session, sent.panel_id)})"
    await record_note(session, order, f"late answer: placed as number {number}", now)
    alert_of_two_numbers(session, order, number, owners, now)


def alert_of_two_numbers(
    session: Session, order: Order, second: str, owners: Iterable[int], now: datetime
) -> None:
    """Notify owners that an order has two numbers at the panel: it was bought twice."""
    outbox_store.add_alert(
        session,
        owners,
        Alert.TWO_NUMBERS,
        now,
        order=f"#{order.id}",
        first=order.provider_order_id,
        second=second,
        panel_id=order.panel_id,
    )
