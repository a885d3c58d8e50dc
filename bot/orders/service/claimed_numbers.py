"""Numbers that owners give to unclear orders: believed when the panel knows them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.core.database.engine import Session
from bot.core.money import is_price
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.costs import expected
from bot.orders.rules.schedule import next_check
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import money_alerts, watchers
from bot.orders.service.transitions import apply_report, mark_placed
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.rules.statuses import StatusReport
from bot.panel.service import panel_state

_GIVEN_BACK = frozenset({OrderState.PARTIAL, OrderState.CANCELED, OrderState.REFUNDED})


async def confirm(
    session: Session,
    claimed: Order,
    report: StatusReport,
    *,
    owners: Collection[int],
    poll_seconds: float,
    now: datetime,
) -> None:
    """Have an order placed under its number, which the panel knows, unless that is doubtful.

    Args:
        claimed: the order as it was when the panel was asked.
        owners: who is asked again about a number that may be another order's.
        poll_seconds: the shortest pause between two status checks.
    """
    order = await orders.lock(session, claimed.id)
    # One number is believed after the other.
    await panel_state.get_for_change(session, order.panel_id)
    number = order.claimed_number
    if number is None or number != claimed.claimed_number:
        return  # decided otherwise meanwhile
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        _ask_again(session, order, owners, now, belongs_to=other.id)
    elif _is_doubtful(order, report):
        _ask_again(session, order, owners, now, charge=str(report.charge))
    else:
        note, before = f"number {number} given by an owner", order.written_off
        await mark_placed(session, order, number, now=now, check_at=None, note=note)
        check_at = None if report.state in FINISHED else next_check(now, now, poll_seconds)
        await apply_report(session, order, report, now=now, check_at=check_at)
        await money_alerts.alert(session, order, owners, now, before=before)
        await watchers.wake(session, [order.id], now)


async def refuse(
    session: Session, claimed: Order, words: str, owners: Collection[int], now: datetime
) -> None:
    """Put an order before owners again: the panel does not know its number.

    Args:
        claimed: the order as it was when the panel was asked.
        words: what the panel has said.
    """
    order = await orders.lock(session, claimed.id)
    if order.claimed_number == claimed.claimed_number:
        _ask_again(session, order, owners, now, note=f"{order.claimed_number}: {words}")


def _ask_again(
    session: Session, order: Order, owners: Collection[int], now: datetime, **said: Any
) -> None:
    """Put an order before owners again, with what speaks against the number."""
    number, order.claimed_number, order.lease_until = order.claimed_number, None, None
    said |= {"order_id": order.id, "number": number}
    outbox_store.add_alert(session, owners, Alert.UNRESOLVED, now, **said)


def _is_doubtful(order: Order, report: StatusReport) -> bool:
    """Return whether a number may be another order's: what it cost is not this one's price.

    Of what was given back in part nothing can be said; a number that the panel itself has named
    for this order is believed.
    """
    is_named = order.claimed_number == order.reported_number
    if report.charge is None or is_named or report.state in _GIVEN_BACK:
        return False
    return not is_price(report.charge, expected(order).amount)
