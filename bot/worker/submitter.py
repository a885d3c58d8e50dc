"""Confirmed orders go to the panel, each at most once.

`submitting` is committed before the request leaves. Whatever happens after that and is no clear
answer makes the order `unknown`, and a person decides: the API has no key by which the panel
would know a second request as the first.
"""

import logging
from datetime import datetime, timedelta

from bot.domain.notices import Alert
from bot.domain.orders import OrderState
from bot.provider.client import ProviderClient
from bot.provider.errors import (
    BusyError,
    ProviderError,
    RefusedError,
    UnclearError,
)
from bot.provider.reader import Placed
from bot.storage import orders, outbox, panel
from bot.storage.engine import Database, Session, Topic, touch
from bot.storage.insist import insist
from bot.storage.tables import Order, PanelState
from bot.worker.breaker import Breaker, holds
from bot.worker.flight import Flight
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than an `add` may take
FIRST_LOOK = timedelta(seconds=1)
STOPPED = "the bot was stopped while the order was on its way"


class Submitter:
    """Takes queued orders and sends them, several at once."""

    def __init__(
        self, database: Database, provider: ProviderClient, options: WorkerOptions
    ) -> None:
        self._database = database
        self._provider = provider
        self._options = options
        self.wake = database.listen(Topic.ORDERS)
        self._breaker = Breaker(database, provider, options)
        self._flight = Flight(options.concurrency, self.wake)
        self._quiet_since = options.clock()  # no order has been on its way since then

    async def step(self) -> bool:
        """Send due orders on their way, as many as there are free places."""
        await self.give_up_lost()
        if not self._flight.free or not await self._breaker.may_submit():
            return False
        for order in await self._claim(self._flight.free):
            self._flight.start(f"order {order.id}", self._submit(order))
        return False

    async def finish(self) -> None:
        """Wait for the requests in flight; their answers are written down."""
        await self._flight.finish()

    async def _claim(self, limit: int) -> list[Order]:
        """Take due orders and commit `submitting`; nothing has left yet."""
        now = self._options.clock()
        async with self._database.begin() as session:
            state = await panel.look(session)
            found = await orders.claim(
                session, [OrderState.QUEUED], now=now, lease=LEASE, limit=limit
            )
            for order in found:
                tries = order.attempts
                await orders.move(session, order, OrderState.SUBMITTING, now=now)
                order.attempts, order.lease_until = tries + 1, now + LEASE
                if len(found) == 1 and not len(self._flight) and self._is_current(state):
                    order.balance_before = state.balance
        return list(found)

    def _is_current(self, state: PanelState) -> bool:
        """Tell whether the balance is younger than the last order that could have changed it."""
        return state.balance_at is not None and state.balance_at >= self._quiet_since

    async def _submit(self, order: Order) -> None:
        started = self._flight.started
        outcome: Placed | ProviderError
        try:
            outcome = await self._provider.add(
                order.params, quantity_hint=order.quantity_hint, request_id=order.draft_key
            )
        except ProviderError as error:
            outcome = error
        except Exception as error:
            logger.exception("submit_failed", extra={"order": order.id})
            outcome = UnclearError(f"failed here: {type(error).__name__}")
        await insist(lambda: self._record(order.id, outcome))
        if len(self._flight) == 1:
            self._quiet_since = self._options.clock()
            await self._note_balance(order, alone=self._flight.started == started)

    async def _record(self, order_id: int, outcome: Placed | ProviderError) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get_for_change(session, order_id)
            # An answer may come after its lease has ended: a clock was put forward, say.
            late = order is not None and order.state is OrderState.UNKNOWN
            expected = order is not None and order.state is OrderState.SUBMITTING
            if order is None or not (expected or (late and isinstance(outcome, Placed))):
                logger.error("answer_without_order", extra={"order": order_id})
                return
            state = await panel.get(session)
            if isinstance(outcome, Placed):
                order.provider_order_id = outcome.order_id
                order.placed_at, order.charge = now, outcome.charge
                order.due_at = now + min(FIRST_LOOK, timedelta(seconds=self._options.poll_seconds))
                self._breaker.worked(session, state, now)
                await orders.move(session, order, OrderState.PLACED, now=now)
                touch(session, Topic.LOOKS)
            else:
                await self._record_failure(session, order, state, outcome, now)
        name = "placed" if isinstance(outcome, Placed) else type(outcome).__name__
        logger.info("order_submitted", extra={"order": order_id, "outcome": name})

    async def _record_failure(
        self,
        session: Session,
        order: Order,
        state: PanelState,
        error: ProviderError,
        now: datetime,
    ) -> None:
        order.words = error.text
        if isinstance(error, RefusedError) and not holds(error):
            order.reason = error.reason.value
            self._breaker.worked(session, state, now)
            await orders.move(session, order, OrderState.REJECTED, now=now, note=error.text)
            return
        self._breaker.failed(session, state, error, order, now)
        if isinstance(error, UnclearError):
            await orders.move(session, order, OrderState.UNKNOWN, now=now, note=error.text)
            owners = self._options.owners
            outbox.add_alert(session, owners, Alert.UNRESOLVED, now, order_id=order.id)
        else:
            asked = error.retry_after if isinstance(error, BusyError) else None
            await self._back_to_queue(session, order, now, pause(order.attempts, asked))

    async def _back_to_queue(
        self, session: Session, order: Order, now: datetime, wait: timedelta
    ) -> None:
        """Nothing was bought: the order waits and is sent again."""
        tries = order.attempts
        await orders.move(session, order, OrderState.QUEUED, now=now, note=order.words)
        order.attempts, order.due_at = tries, now + wait

    async def _note_balance(self, order: Order, *, alone: bool) -> None:
        """Ask for the balance: its change tells an owner whether an unknown order was charged.

        Args:
            alone: no other order left after this one, so the change is this order's.
        """
        try:
            money = await self._provider.balance()
        except ProviderError:
            return
        async with self._database.begin() as session:
            await panel.note_balance(session, money.amount, money.currency, self._options.clock())
            stored = await orders.get_for_change(session, order.id)
            if stored is not None and stored.state is OrderState.UNKNOWN and alone:
                stored.balance_after = money.amount

    async def give_up_lost(self) -> None:
        """Make orders unknown whose process died between sending and writing down the answer."""
        now = self._options.clock()
        async with self._database.begin() as session:
            lost = await orders.claim(
                session, [OrderState.SUBMITTING], now=now, lease=LEASE, limit=100
            )
            for order in lost:
                order.words = STOPPED
                await orders.move(session, order, OrderState.UNKNOWN, now=now, note=STOPPED)
                owners = self._options.owners
                outbox.add_alert(session, owners, Alert.UNRESOLVED, now, order_id=order.id)
