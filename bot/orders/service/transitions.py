"""An order changes its state: one function, and one list of all that follows from it.

The change and everything that follows are one transaction: whoever holds the order's row calls
`transition`, and after a crash either all of it is there or nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit, record_progress
from bot.core.database.watermark import Progress
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.rules.costs import is_charged_by_suborders
from bot.orders.rules.final_price import is_outdated
from bot.orders.rules.notices import Notice, order_notice
from bot.orders.rules.states import OrderState, check_transition
from bot.orders.service import mass_progress, panel_charges, settling, watchers
from bot.orders.service.announcements import announce
from bot.orders.service.settling import WalletChange
from bot.orders.store import events as order_events
from bot.orders.tables import Order
from bot.panel.rules.statuses import StatusReport
from bot.refills.rules.refills import REFILLABLE

SHOWN_BY_THE_CARD = frozenset(
    {
        OrderState.AWAITING,
        OrderState.REQUOTED,
        OrderState.REFUSED,
        OrderState.WITHDRAWN,
        OrderState.QUEUED,
        OrderState.UNKNOWN,
        OrderState.PLACED,
        OrderState.REJECTED,
        OrderState.DROPPED,
    }
)
"""States that only the card may tell: it is sent anew where it was deleted."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state that has just been made.

    Attributes:
        order: locked, and in its new state already.
        note: what its history says of the change.
        check_at: when the panel is asked about it next; `None`: never by itself.
        wallet_change: what it has changed in the wallet.
    """

    order: Order
    now: datetime
    note: str
    check_at: datetime | None
    wallet_change: WalletChange | None = None


async def _append_event(session: Session, change: Transition) -> None:
    await order_events.add(session, change.order, change.now, change.note)


async def _record_charge(session: Session, change: Transition) -> None:
    panel_charges.record(session, change.order)


async def _record_delivery(_: Session, change: Transition) -> None:
    """Refills are counted from the first time that an order was delivered."""
    order = change.order
    if order.state in REFILLABLE and order.ended_at is None:
        order.ended_at = change.now


async def _plan_status_check(session: Session, change: Transition) -> None:
    order, check_at = change.order, change.check_at
    order.look_at = check_at
    if order.state is OrderState.PLACED and check_at is not None:
        notify_on_commit(session, Topic.STATUS_CHECKS, check_at - change.now)


async def _notify_people(session: Session, change: Transition) -> None:
    """Push what has changed, in place of the order's card, or draw the card again."""
    order, now = change.order, change.now
    if order.state is OrderState.SUBMITTING:
        return  # it is over in a moment, and drawn with what follows
    await watchers.redraw(session, [order.id], now)
    if order.batch_id is not None:
        await mass_progress.record_change(session, order.batch_id, now)
    elif await _announce(session, change):
        return
    draw_card(session, order, now)


async def _announce(session: Session, change: Transition) -> bool:
    order = change.order
    notice = order_notice(order.state, change.now - order.created_at)
    if notice is None:
        return False
    values = {"remains": order.remains, "words": order.words}
    if change.wallet_change is not None:
        values |= change.wallet_change.as_json()
    return await announce(session, order, notice, change.now, **values)


async def _record_departure(session: Session, change: Transition) -> None:
    """What leaves for the panel must not leave again from an earlier copy of the database."""
    if change.order.state is OrderState.SUBMITTING:
        record_progress(session, Progress(left_at=change.now))


async def _wake_submitter(session: Session, change: Transition) -> None:
    if change.order.state is OrderState.QUEUED:
        notify_on_commit(session, Topic.ORDERS)


EFFECTS: tuple[Callable[[Session, Transition], Awaitable[None]], ...] = (
    _append_event,
    _record_charge,
    _record_delivery,
    _plan_status_check,
    _notify_people,
    _record_departure,
    _wake_submitter,
)
"""All that follows from a change of state, in this order."""


async def transition(
    session: Session,
    order: Order,
    after: OrderState,
    *,
    now: datetime,
    note: str = "",
    check_at: datetime | None = None,
) -> None:
    """Change the state of an order, which is locked, with all that follows from it.

    Args:
        note: for its history.
        check_at: when the panel is asked about it next; `None`: never by itself.

    Raises:
        IllegalTransitionError: `after` cannot follow the present state.
    """
    check_transition(order.state, after)
    order.state, order.state_at, order.lease_until, order.attempts = after, now, None, 0
    order.claimed_number, order.decided, order.charge_asked_at = None, None, None
    if order.wallet_id is not None:
        await mass_progress.lock_lists(session, [order])
    change = Transition(order, now, note, check_at, await settling.settle(session, order, now))
    for follow_up in EFFECTS:
        await follow_up(session, change)


async def record_note(session: Session, order: Order, text: str, now: datetime) -> None:
    """Add to an order's history what does not change its state."""
    await order_events.add(session, order, now, text)


async def mark_placed(
    session: Session,
    order: Order,
    number: str,
    *,
    now: datetime,
    check_at: datetime | None,
    note: str = "",
) -> None:
    """Have an order placed under the panel's number.

    Raises:
        IllegalTransitionError: it is placed already.
    """
    order.provider_order_id, order.placed_at = number, now
    await transition(session, order, OrderState.PLACED, now=now, note=note, check_at=check_at)


async def apply_report(
    session: Session,
    order: Order,
    report: StatusReport,
    *,
    now: datetime,
    check_at: datetime | None,
) -> None:
    """Write down what the panel said of an order and when to ask about it again.

    What the panel leaves out keeps its last value, unless the order ends with less than was asked
    for; a word that nobody knows changes no state. Its money follows.
    """
    order.provider_word = report.word
    if report.state is not None and is_outdated(order.state, report.state):
        order.remains = None
        if not is_charged_by_suborders(
            order
        ):  # whose charge is the sum of what was said of the suborders
            order.charge = None
    order.charge = order.charge if report.charge is None else report.charge
    order.start_count = order.start_count if report.start_count is None else report.start_count
    order.remains = order.remains if report.remains is None else report.remains
    order.posts = order.posts if report.posts is None else report.posts
    order.looked_at, order.look_at, order.attempts = now, check_at, 0
    if report.state is not None and report.state is not order.state:
        await transition(session, order, report.state, now=now, check_at=check_at)
        return
    panel_charges.record(session, order)
    wallet_change = await settling.settle(session, order, now)
    if wallet_change is not None:
        await notify_of_wallet(session, order, wallet_change, now)


async def notify_of_wallet(
    session: Session, order: Order, wallet_change: WalletChange, now: datetime
) -> None:
    """Notify of a change of the wallet though the order's state has not changed."""
    await watchers.redraw(session, [order.id], now)
    if not await announce(session, order, Notice.SETTLED, now, **wallet_change.as_json()):
        draw_card(session, order, now)


def draw_card(
    session: Session, order: Order, now: datetime, *, after: timedelta = timedelta(0)
) -> None:
    """Have the message that is an order's card show how it stands."""
    if order.form_message_id is not None:
        payload = {"order_id": order.id}
        outbox_store.add(session, order.chat_id, OutboxKind.FORM, payload, now, after=after)
