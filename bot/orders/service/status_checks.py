"""What the panel says of how orders stand is written down."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.schedule import pending_too_long
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import money_alerts, settling
from bot.orders.service.transitions import apply_report, transition
from bot.orders.store import status_checks
from bot.orders.store.status_checks import StatusCheck
from bot.orders.tables import Order
from bot.panel.rules.statuses import StatusReport

_NOT_STARTED = frozenset({OrderState.PLACED, OrderState.PENDING})


def does_not_start(state: OrderState, placed_at: datetime, now: datetime) -> bool:
    """Return whether an order has waited for its start for too long; some panels hide such."""
    return state in _NOT_STARTED and pending_too_long(now, placed_at)


async def record_report(
    session: Session,
    order: Order,
    report: StatusReport,
    *,
    now: datetime,
    check_at: datetime | None,
    owners: Collection[int],
) -> None:
    """Write down what the panel says of an order; owners hear once of one that does not start."""
    before = order.written_off
    await apply_report(session, order, report, now=now, check_at=check_at)
    await money_alerts.alert(session, order, owners, now, before=before)
    stuck = does_not_start(order.state, order.placed_at or order.created_at, now)
    if not stuck or order.alarmed_at is not None:
        return
    order.alarmed_at = now
    outbox_store.add_alert(
        session,
        owners,
        Alert.PENDING_LONG,
        now,
        order=f"#{order.id}",
        number=order.provider_order_id,
        panel_id=order.panel_id,
    )


async def alert_of_unanswered(
    session: Session,
    unanswered: Sequence[StatusCheck],
    panel_id: int,
    now: datetime,
    owners: Collection[int],
) -> None:
    """Notify owners once of orders of which a panel that is asked says nothing; of all in one."""
    numbers = {it.order_id: it.number for it in unanswered}
    alarmed = await status_checks.record_alarm(session, numbers, now) if numbers else ()
    if not alarmed:
        return
    outbox_store.add_alert(
        session,
        owners,
        Alert.UNANSWERED,
        now,
        order=f"#{alarmed[0]}",
        number=numbers[alarmed[0]],
        count=len(alarmed),
        panel_id=panel_id,
    )


async def record_not_known(
    session: Session,
    order: Order,
    words: str,
    note: str,
    now: datetime,
    *,
    owners: Collection[int],
) -> None:
    """Put before owners what the panel has not known for long: fresh numbers come late on some.

    Of what has ended nobody will hear any more what it costs: owners are asked.

    Args:
        words: the panel's, for people; `note` is what it said, for the order's history.
    """
    attempts = order.attempts + 1
    if order.state not in FINISHED | {OrderState.ATTENTION}:
        order.words = words
        await transition(session, order, OrderState.ATTENTION, now=now, note=note)
    elif await settling.is_not_known(session, order):
        money_alerts.ask(session, order, owners, now)
    order.attempts = attempts
