"""What the panel's answer does to the order that was sent: placed, refused, unclear, or later."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.catalogue.rules.storefront import Storefront
from bot.core.database.engine import Session
from bot.core.loops.options import pause
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import OrderState
from bot.orders.service import late_answers, routing, service_turns
from bot.orders.service.routing import OF_THE_SOURCE
from bot.orders.service.transitions import mark_placed, transition
from bot.orders.store import events as order_events
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.api.errors import BusyError, PanelError, RefusedError, UnclearError
from bot.panel.api.reader import Placed
from bot.panel.rules.refusals import OURS, TRIES, RefusalReason, words_to_show
from bot.panel.service.breaker import Breaker
from bot.panel.tables import PanelState

BALANCE_WITHIN = timedelta(seconds=1)
"""Most panels have told the balance by then, which says much about an unclear order."""
FIRST_CHECK = timedelta(seconds=1)
LONGEST_WAIT = 3600.0
"""Seconds between two tries of an order that is refused for the operator's money or account."""


class Outcomes:
    """Writes down how the panel has answered.

    Args:
        poll_seconds: the shortest pause between two status checks.
        storefront: how the operator sells what the panels offer.
    """

    def __init__(
        self,
        breaker: Breaker,
        owners: Collection[int],
        poll_seconds: float,
        storefront: Storefront,
    ) -> None:
        self._breaker = breaker
        self._owners = owners
        self._poll_seconds = poll_seconds
        self._storefront = storefront

    async def record(
        self,
        session: Session,
        order: Order,
        state: PanelState,
        outcome: Placed | PanelError,
        now: datetime,
    ) -> None:
        """Write down the answer to an order that is on its way; both rows are locked."""
        if isinstance(outcome, Placed):
            await self._record_placed(session, order, state, outcome, now)
        else:
            await self._record_failure(session, order, state, outcome, now)

    async def _record_placed(
        self, session: Session, order: Order, state: PanelState, placed: Placed, now: datetime
    ) -> None:
        await self._breaker.decided(session, state, order, now, placed=True)
        await service_turns.placed(session, order, now)
        number, first = placed.order_id, order.reported_number
        other = await orders.placed_as(session, number, besides=order)
        if other is not None:
            # Some panels answer the same order twice within minutes with one number.
            order.words = f"the panel answered with number {number}, which order #{other.id} has"
            await ask_owners(session, order, self._owners, now)
            return
        wait = min(FIRST_CHECK, timedelta(seconds=self._poll_seconds))
        order.charge = placed.charge
        await mark_placed(session, order, number, now=now, check_at=now + wait)
        if first not in {None, number}:
            late_answers.alert_of_two_numbers(session, order, first or "", self._owners, now)

    async def _record_failure(
        self,
        session: Session,
        order: Order,
        state: PanelState,
        error: PanelError,
        now: datetime,
    ) -> None:
        order.words = error.text
        if isinstance(error, RefusedError):
            await self._record_refusal(session, order, state, error, now)
            return
        self._breaker.failed(session, state, error, order, now)
        if isinstance(error, UnclearError):
            order.reported_number = error.order_id or order.reported_number
            await ask_owners(session, order, self._owners, now)
        elif order.reported_number is not None:
            await ask_owners(session, order, self._owners, now)
        elif not await self._goes_elsewhere(session, order, now):
            asked = error.retry_after if isinstance(error, BusyError) else None
            wait = pause(order.attempts, asked)
            await _again_or_reject(session, order, RefusalReason.BUSY, now, wait)

    async def _record_refusal(
        self, session: Session, order: Order, state: PanelState, error: RefusedError, now: datetime
    ) -> None:
        is_ours = error.reason in OURS
        if not is_ours:
            await self._breaker.decided(session, state, order, now, placed=False)
        if order.reported_number or await _is_its_own_duplicate(session, order, error):
            await ask_owners(session, order, self._owners, now)
            return
        until = None
        if error.reason is RefusalReason.SERVICE:
            self._breaker.alert_about_service(session, state, order, error, now)
            until = await service_turns.refused(session, order, error.text, now)
        if error.reason in OF_THE_SOURCE and await self._goes_elsewhere(session, order, now):
            return
        if is_ours:  # whether it is so, and everybody's affair, the balance tells
            wait = pause(order.attempts, longest=LONGEST_WAIT)
            await _again_or_reject(session, order, error.reason, now, wait)
        elif until is None:
            await _reject(session, order, error.reason, now)
        else:
            await _back_to_queue(session, order, now, until - now)

    async def _goes_elsewhere(self, session: Session, order: Order, now: datetime) -> bool:
        """Have an order that was surely not taken bought at another panel, if one can."""
        if order.attempts >= TRIES:
            return False
        tries, words = order.attempts, order.words
        if not await routing.reroute(session, order, self._storefront, now):
            return False
        await transition(session, order, OrderState.QUEUED, now=now, note=words)
        order.attempts, order.due_at = tries, now
        return True


async def ask_owners(
    session: Session, order: Order, owners: Collection[int], now: datetime
) -> None:
    """Put an order before owners: nobody can say whether it was bought."""
    await transition(session, order, OrderState.UNKNOWN, now=now, note=order.words)
    outbox_store.add_alert(
        session, owners, Alert.UNRESOLVED, now, after=BALANCE_WITHIN, order_id=order.id
    )


async def _again_or_reject(
    session: Session,
    order: Order,
    reason: RefusalReason,
    now: datetime,
    wait: timedelta,
) -> None:
    """Let an order wait that is refused for no fault of its own; not for ever."""
    if order.attempts >= TRIES:
        await _reject(session, order, reason, now)
    else:
        await _back_to_queue(session, order, now, wait)


async def _reject(session: Session, order: Order, reason: RefusalReason, now: datetime) -> None:
    """Nothing was bought, and its person hears of it."""
    said = order.words
    order.reason, order.words = reason.value, words_to_show(reason, said)
    await transition(session, order, OrderState.REJECTED, now=now, note=said)


async def _back_to_queue(session: Session, order: Order, now: datetime, wait: timedelta) -> None:
    """Nothing was bought: the order waits and is sent again."""
    tries = order.attempts
    await transition(session, order, OrderState.QUEUED, now=now, note=order.words)
    order.attempts, order.due_at = tries, now + wait


async def _is_its_own_duplicate(session: Session, order: Order, error: RefusedError) -> bool:
    """Return whether an order that was sent again is refused because the first one is there."""
    if error.reason is not RefusalReason.DUPLICATE:
        return False
    sent_here = order.attempts - len(order.refused_by)  # at most: those refused went elsewhere
    return sent_here > 1 or await order_events.has_been(session, order, OrderState.UNKNOWN)
