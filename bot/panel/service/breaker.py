"""The circuit breaker: while the panel refuses everybody, orders wait and owners are alerted once.

What one order meets is that order's own affair, until there is proof that others would meet it:
a balance that was read and is too small, a key that is refused for the balance as well, or
different orders in a row without a usable answer. The breaker is closed by a balance that can be
read (and that is large enough where money was lacking), or by an order that is let through.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core.database.engine import Session
from bot.core.loops.options import pause
from bot.core.money import Money
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.costs import expected
from bot.orders.rules.states import OrderState
from bot.orders.service import queue
from bot.orders.tables import Order
from bot.panel.api.errors import BusyError, PanelError, RefusedError, UnclearError
from bot.panel.rules.refusals import OURS, RefusalReason
from bot.panel.service import balances, panel_state
from bot.panel.tables import Hold, PanelState

logger = logging.getLogger(__name__)

FAILURES = 3
"""Orders in a row without a usable answer that open the breaker."""
SHORTEST_HOLD = timedelta(minutes=1)
WITHOUT_BALANCE = timedelta(minutes=5)
"""So long after a hold began, or was last tried, an order tries it where the panel answers, but
gives no balance."""
WITHOUT_ANSWER = timedelta(minutes=30)
"""The same where it does not answer: what is sent then may end unclear."""
_ALERTS = {
    Hold.FUNDS: Alert.NO_FUNDS,
    Hold.AUTH: Alert.KEY_REFUSED,
    Hold.DOWN: Alert.PANEL_DOWN,
}


class BreakerState(Enum):
    """Whether orders may leave."""

    CLOSED = auto()
    OPEN = auto()
    HALF_OPEN = auto()  # held, and it is time to ask the panel again


class Breaker:
    """Decides whether orders may leave; its state is the panel's row.

    Args:
        panel_id: whose orders it lets go.
        owners: are alerted when it opens, and when it has closed again.
        owners_to_ask: about a balance that orders do not explain (`balances.record`).
    """

    def __init__(
        self, panel_id: int, owners: Sequence[int], owners_to_ask: Sequence[int] | None
    ) -> None:
        self._panel_id = panel_id
        self._owners = owners
        self._owners_to_ask = owners_to_ask

    def read(self, state: PanelState, now: datetime) -> BreakerState:
        """Return whether orders may leave now; without money, those that the balance covers."""
        is_held = state.hold is not Hold.NONE
        if is_held and (state.probe_at is None or state.probe_at <= now):
            return BreakerState.HALF_OPEN
        if state.submit_after is not None and state.submit_after > now:
            return BreakerState.OPEN
        return BreakerState.OPEN if state.hold in {Hold.AUTH, Hold.DOWN} else BreakerState.CLOSED

    async def decided(
        self, session: Session, state: PanelState, order: Order, now: datetime, *, placed: bool
    ) -> None:
        """Record that the panel has decided about an order, for or against."""
        state.failures, state.failing = 0, []
        is_proof = placed and not balances.affords(state, expected(order))
        if state.hold is Hold.FUNDS and not is_proof:
            return  # a cheap order, or a no, does not say that there is money
        if state.told:
            outbox_store.add_alert(
                session, self._owners, Alert.RESUMED, now, panel_id=self._panel_id
            )
        state.told = Hold.NONE
        await self._close(session, state, now)

    async def _close(self, session: Session, state: PanelState, now: datetime) -> None:
        state.submit_after = None
        if state.hold is not Hold.NONE:
            state.failures, state.failing, state.hold = 0, [], Hold.NONE
            await queue.release(session, self._panel_id, now)

    def failed(
        self,
        session: Session,
        state: PanelState,
        error: PanelError,
        order: Order,
        now: datetime,
    ) -> None:
        """Record that an order brought no decision, and open the breaker if others fail, too."""
        asked = error.retry_after if isinstance(error, BusyError) else None
        if state.hold in {Hold.AUTH, Hold.DOWN}:
            # It was on its way when the breaker opened: no new failure; it may say how long.
            again = now + timedelta(seconds=asked or 0)
            state.submit_after = max(state.submit_after or again, again)
            return
        state.failures += 1
        if [order.id, order.bought_id] not in state.failing:
            state.failing = [*state.failing, [order.id, order.bought_id]][-FAILURES * 2 :]
        if isinstance(error, BusyError):
            state.submit_after = now + pause(state.failures, asked)
        if _are_different(state.failing):
            self._open(session, state, Hold.DOWN, error=error, order=order, now=now)

    def conclude(
        self,
        session: Session,
        state: PanelState,
        order: Order,
        error: PanelError,
        *,
        balance: Money | PanelError,
        now: datetime,
    ) -> None:
        """Open the breaker if the balance, asked for after `error`, proves that all would fail.

        Otherwise what the panel says of its account is an affair of this order alone.
        """
        hold = _proved(order, error, balance, state)
        is_ours = isinstance(error, RefusedError) and error.reason in OURS
        if hold is not None:
            if order.state is OrderState.QUEUED and order.panel_id == self._panel_id:
                order.attempts = 0  # it waits for what everybody waits for
            if state.hold is Hold.NONE:
                self._open(session, state, hold, error=error, order=order, now=now)
        elif is_ours and state.hold is Hold.NONE:
            self._alert_once(session, state, Alert.ORDER_WAITS, order=order, error=error, now=now)

    def _open(
        self,
        session: Session,
        state: PanelState,
        hold: Hold,
        *,
        error: PanelError,
        order: Order,
        now: datetime,
    ) -> None:
        state.hold, state.tried_at = hold, now
        asked = error.retry_after if isinstance(error, BusyError) else None
        state.probe_at = now + max(SHORTEST_HOLD, timedelta(seconds=asked or 0))
        if state.told is hold:
            return
        state.told = hold
        logger.error("orders_held", extra={"hold": hold.value, "error": error.text})
        self._alert(session, _ALERTS[hold], order, error, now)

    def alert_about_service(
        self,
        session: Session,
        state: PanelState,
        order: Order,
        error: PanelError,
        now: datetime,
    ) -> None:
        """Alert owners, once in a while, that a service takes no orders."""
        self._alert_once(session, state, Alert.SERVICE_REFUSED, order=order, error=error, now=now)

    def _alert_once(
        self,
        session: Session,
        state: PanelState,
        alert: Alert,
        *,
        order: Order,
        error: PanelError,
        now: datetime,
    ) -> None:
        about = order.bought_id if alert is Alert.SERVICE_REFUSED else _reason(error)
        if panel_state.is_news(state, f"{alert.value} {about}", now):
            self._alert(session, alert, order, error, now)

    def _alert(
        self, session: Session, alert: Alert, order: Order, error: PanelError, now: datetime
    ) -> None:
        outbox_store.add_alert(
            session,
            self._owners,
            alert,
            now,
            order=f"#{order.id}",
            service=order.service_name,
            price=str(expected(order).amount),
            currency=expected(order).currency,
            words=error.text,
            panel_id=self._panel_id,
        )

    def needs_balance(self, state: PanelState, error: PanelError) -> bool:
        """Return whether the balance has something to say about a failure."""
        if isinstance(error, RefusedError):
            return error.reason in OURS
        is_often = state.failures >= FAILURES and state.hold is Hold.NONE
        return isinstance(error, UnclearError) or is_often

    async def probed(
        self,
        session: Session,
        balance: Money | PanelError,
        now: datetime,
        *,
        asked_at: datetime,
    ) -> bool:
        """Record the answer to a probe; `True` if one of the held orders is to try the panel."""
        state = await panel_state.get_for_change(session, self._panel_id)
        if isinstance(balance, Money):
            await balances.record(session, self._panel_id, balance, asked_at, self._owners_to_ask)
        else:
            balances.answer_watchers(session, state, now)
        if await self._is_over(session, state, balance):
            await self._close(session, state, now)
            return False
        state.failures += 1
        state.probe_at = now + max(SHORTEST_HOLD, pause(state.failures))
        tries = _is_to_be_tried(state, balance, now)
        if tries:
            state.tried_at = now
        elif isinstance(balance, Money):  # what it covers may leave
            await queue.release(session, self._panel_id, now)
        return tries

    async def _is_over(
        self, session: Session, state: PanelState, balance: Money | PanelError
    ) -> bool:
        if state.hold is Hold.NONE:
            return True
        if not isinstance(balance, Money):
            return False
        if state.hold is Hold.DOWN:  # an order finds out whether it takes orders, too
            return await queue.is_empty(session, self._panel_id)
        if state.hold is Hold.FUNDS:
            highest = await queue.highest_cost(session, self._panel_id)
            return highest is None or highest <= balance.amount
        return True


def _is_to_be_tried(state: PanelState, balance: Money | PanelError, now: datetime) -> bool:
    """Return whether an order is to find out, since the balance cannot."""
    if isinstance(balance, Money):
        return state.hold is Hold.DOWN
    wait = WITHOUT_BALANCE if isinstance(balance, RefusedError) else WITHOUT_ANSWER
    return state.tried_at is None or now - state.tried_at >= wait


def _proved(
    order: Order, error: PanelError, balance: Money | PanelError, state: PanelState
) -> Hold | None:
    """Return why everybody would be refused, if the balance shows that."""
    reason = _reason(error)
    if reason is RefusalReason.FUNDS:
        is_proof = isinstance(balance, Money) and balance.amount < expected(order).amount
        return Hold.FUNDS if is_proof else None
    if reason in OURS:
        return Hold.AUTH if _reason(balance) in OURS else None
    if reason is None and state.failures >= FAILURES:
        return Hold.DOWN if is_silent(balance) else None
    return None


def is_silent(balance: Money | PanelError) -> bool:
    """Return whether the panel has not even refused in words."""
    return isinstance(balance, PanelError) and not isinstance(balance, RefusedError)


def _reason(answer: Money | PanelError) -> RefusalReason | None:
    return answer.reason if isinstance(answer, RefusedError) else None


def _are_different(failing: list[list[int]]) -> bool:
    """Return whether different orders of different services have failed: no single one counts all.

    Of one service all but one order may be its own failures.
    """
    counts = Counter(service for _, service in failing).values()
    return len(counts) > 1 and sum(min(count, FAILURES - 1) for count in counts) >= FAILURES
