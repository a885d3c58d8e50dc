"""The circuit breaker: while the panel refuses everybody, orders wait and owners are told once.

It is opened by what `add` ends with, and closed by a balance that can be read (and that is large
enough where money was lacking): no order is spent on finding out.
"""

import logging
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.notices import Alert
from bot.domain.orders import OrderState
from bot.domain.refusals import RefusalReason
from bot.provider.client import ProviderClient
from bot.provider.errors import BusyError, ProviderError, RefusedError
from bot.storage import orders, outbox, panel
from bot.storage.engine import Database, Session
from bot.storage.tables import Hold, Order, PanelState
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

FAILURES = 3
"""Orders in a row without a usable answer that open the breaker."""
SHORTEST_HOLD = timedelta(minutes=1)
_REFUSALS = {
    RefusalReason.FUNDS: Hold.FUNDS,
    RefusalReason.AUTH: Hold.AUTH,
    RefusalReason.ACCOUNT: Hold.AUTH,
}
_ALERTS = {
    Hold.FUNDS: Alert.NO_FUNDS,
    Hold.AUTH: Alert.KEY_REFUSED,
    Hold.DOWN: Alert.PANEL_DOWN,
}


class Passage(Enum):
    """Whether orders may leave."""

    FREE = auto()
    CLOSED = auto()
    TO_BE_TRIED = auto()  # closed, and it is time to ask the panel again


def holds(error: ProviderError) -> Hold | None:
    """Return why everybody would be refused, if that is what an answer says."""
    return _REFUSALS.get(error.reason) if isinstance(error, RefusedError) else None


class Breaker:
    """Decides whether orders may leave; its state is the panel's row."""

    def __init__(
        self, database: Database, provider: ProviderClient, options: WorkerOptions
    ) -> None:
        self._database = database
        self._provider = provider
        self._options = options

    def worked(self, session: Session, state: PanelState, now: datetime) -> None:
        """Note that the panel has decided about an order, for or against."""
        if state.told:
            outbox.add_alert(session, self._options.owners, Alert.RESUMED, now)
        state.failures, state.hold, state.told, state.submit_after = 0, Hold.NONE, Hold.NONE, None

    def failed(
        self,
        session: Session,
        state: PanelState,
        error: ProviderError,
        order: Order,
        now: datetime,
    ) -> None:
        """Note that an order brought no decision, and open the breaker if that is too often."""
        hold = holds(error)
        asked = error.retry_after if isinstance(error, BusyError) else None
        if hold is None and state.hold is not Hold.NONE:
            # It was on its way when the breaker opened: no new failure; it may say how long.
            again = now + timedelta(seconds=asked or 0)
            state.submit_after = max(state.submit_after or again, again)
            return
        state.failures += 1
        if hold is None and state.failures >= FAILURES:
            hold = Hold.DOWN
        if hold is not None:
            self._open(session, state, hold, error=error, order=order, now=now)
        elif isinstance(error, BusyError):
            state.submit_after = now + pause(state.failures, asked)

    def _open(
        self,
        session: Session,
        state: PanelState,
        hold: Hold,
        *,
        error: ProviderError,
        order: Order,
        now: datetime,
    ) -> None:
        state.hold = hold
        asked = error.retry_after if isinstance(error, BusyError) else None
        state.submit_after = now + max(SHORTEST_HOLD, pause(state.failures, asked))
        if state.told is hold:
            return
        state.told = hold
        logger.error("orders_held", extra={"hold": hold.value, "error": error.text})
        outbox.add_alert(
            session,
            self._options.owners,
            _ALERTS[hold],
            now,
            order=f"#{order.id}",
            price=str(order.price),
            currency=order.currency,
            words=error.text,
        )

    def passage(self, state: PanelState, now: datetime) -> Passage:
        """Tell whether orders may leave now."""
        if state.submit_after is not None and state.submit_after > now:
            return Passage.CLOSED
        return Passage.FREE if state.hold is Hold.NONE else Passage.TO_BE_TRIED

    async def try_panel(self) -> bool:
        """Ask the panel for the balance while it is held back; `True` if orders may leave now."""
        now = self._options.clock()
        try:
            money = await self._provider.balance()
        except ProviderError:
            money = None
        async with self._database.begin() as session:
            state = await panel.get_for_change(session)
            if money is None:
                panel.answer_watchers(session, state, now)
            else:
                await panel.note_balance(session, money.amount, money.currency, now)
            cheapest = await orders.cheapest(session, OrderState.QUEUED)
            too_little = state.hold is Hold.FUNDS and money and cheapest is not None
            if money is None or (too_little and money.amount < (cheapest or 0)):
                state.failures += 1
                state.submit_after = now + max(SHORTEST_HOLD, pause(state.failures))
                return False
            state.failures, state.hold, state.submit_after = 0, Hold.NONE, None
            await orders.hurry(session, OrderState.QUEUED, now)
        return True
