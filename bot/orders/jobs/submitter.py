"""Confirmed orders go to the panel, each at most once.

`submitting` is committed before the request leaves. Whatever happens after that and is no clear
answer makes the order `unknown`, and a person decides: the API has no key by which the panel
would know a second request as the first.
"""

import logging
import math
import time
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.catalogue.rules.storefront import PLAIN, Storefront
from bot.core.database.claims import is_held
from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import LEASE, Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import MONEY_SECONDS, WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.core.money import Money
from bot.orders.rules.costs import expected
from bot.orders.rules.states import OrderState
from bot.orders.service import late_answers, lost, queue, requotes, routing, service_turns
from bot.orders.service.outcomes import Outcomes
from bot.orders.service.transitions import transition
from bot.orders.store import due_orders, orders
from bot.orders.tables import Order
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import PanelError, UnclearError
from bot.panel.api.reader import Placed
from bot.panel.service import balances, panel_state, service_holds
from bot.panel.service.breaker import Breaker, BreakerState, is_silent
from bot.panel.tables import Hold, PanelState

logger = logging.getLogger(__name__)

QUIET_SECONDS = 1.0
"""So long after the last order the balance is asked for, unless more orders come."""
PROBED_WITHIN = timedelta(minutes=1)
RETRY_AFTER = timedelta(minutes=1)
"""So long an order waits that no panel takes at present."""
REROUTED_AT_ONCE = 50
"""So many waiting orders go on to other panels in a transaction."""
TRIED_AT_ONCE = 20
"""So many waiting orders are searched for one that still may leave, in a transaction."""


class Submitter:
    """Takes queued orders of a panel and sends them, several at once.

    Args:
        unanswered: were on their way to it when the bot was last stopped.
    """

    def __init__(
        self,
        database: Database,
        panel: ConnectedPanel,
        leases: Leases,
        options: WorkerOptions,
        storefront: Storefront = PLAIN,
        *,
        unanswered: Iterable[Order] = (),
    ) -> None:
        self._database = database
        self._panel_id = panel.id
        self._takes_orders = panel.takes_orders
        self._panel = panel.client
        self._leases = leases
        self._options = options
        self._storefront = storefront
        self.wake = database.listen(Topic.ORDERS)
        self._owners_to_ask = options.owners if storefront.selling else None
        self._breaker = Breaker(panel.id, options.owners, self._owners_to_ask)
        self._outcomes = Outcomes(self._breaker, options.owners, options.poll_seconds, storefront)
        self._tasks = TaskLimiter(options.concurrency, self.wake)
        self._ask_balance_at = math.inf  # on the monotonic clock
        self._lost = deque(it for it in unanswered if it.panel_id == panel.id)

    async def step(self) -> bool:
        """Send due orders on their way, as many as there are free slots."""
        if self._tasks.free <= 0:
            return False  # a place that gets free wakes this loop
        found, leaving = await self._claim()
        while self._lost:
            self._tasks.start("balance", self._record_balance(self._lost.popleft()))
        for order in leaving:
            self._tasks.start(f"order {order.id}", self._submit(order))
        if not found and time.monotonic() >= self._ask_balance_at:
            self._ask_balance_at = math.inf
            self._tasks.start("balance", self._record_balance())
        return bool(found) and not leaving

    async def finish(self) -> None:
        """Wait for the requests in flight; their answers are written down."""
        await self._tasks.finish(MONEY_SECONDS)

    async def _claim(self) -> tuple[Sequence[Order], Sequence[Order]]:
        """Return due orders, and those of them that leave; for these `submitting` is committed."""
        now = self._options.clock()
        async with self._database.begin() as session:
            owners, panel_id = self._options.owners, self._panel_id
            self._lost += await lost.give_up(session, owners, now, panel_id=panel_id)
            if not self._takes_orders:
                await self._reroute(session, now)
                return (), ()
            state = await panel_state.get_for_change(session, panel_id)
            breaker = self._breaker.read(state, now)
            if breaker is BreakerState.HALF_OPEN:
                state.probe_at = now + PROBED_WITHIN  # by one process
                self._tasks.start("probe", self._probe())
            if breaker is not BreakerState.CLOSED:
                await self._reroute(session, now)
                return (), ()
            found = await self._due(session, now, self._tasks.free)
            leaving = await self._let_pass(
                session, state, await self._redirect(session, found, now), now
            )
            return found, await self._take(session, state, leaving, now)

    async def _reroute(self, session: Session, now: datetime) -> None:
        """Have what waits for a panel that takes no orders bought at another one, if it can be."""
        waiting = await due_orders.take_merged(
            session, self._panel_id, now=now, limit=REROUTED_AT_ONCE
        )
        for order in await self._redirect(session, waiting, now):
            order.due_at, order.lease_until = now + RETRY_AFTER, None

    async def _redirect(
        self, session: Session, waiting: Sequence[Order], now: datetime
    ) -> Sequence[Order]:
        """Return the orders that are to be bought here; others go on, or wait for any panel."""
        if not waiting:
            return ()
        staying, delayed = await routing.redirect(session, waiting, self._storefront, now)
        for order in delayed:
            order.due_at, order.lease_until = now + RETRY_AFTER, None
        return staying

    async def _due(self, session: Session, now: datetime, limit: int) -> Sequence[Order]:
        return await due_orders.take_queued(session, self._panel_id, now=now, limit=limit)

    async def _let_pass(
        self, session: Session, state: PanelState, found: Sequence[Order], now: datetime
    ) -> Sequence[Order]:
        """Return the orders that may leave; the others wait, and nobody waits for them."""
        held = await service_holds.find(session) if found else {}
        leaving: list[Order] = []
        for order in found:
            wait = service_turns.wait(held.get(order.bought_id), now)
            if state.hold is Hold.FUNDS and not balances.affords(state, expected(order)):
                wait = state.probe_at
            if wait is None:
                leaving.append(order)
            else:
                order.due_at, order.lease_until = wait, None
        return leaving

    async def _take(
        self, session: Session, state: PanelState, due: Sequence[Order], now: datetime
    ) -> Sequence[Order]:
        """Commit `submitting` for the orders that are still what was shown; nothing has left."""
        leaving = await requotes.hold_back(session, due, self._storefront, now)
        # Alone on its way: only then the balance tells what it has cost.
        alone = len(leaving) == 1 and not await self._is_any_on_its_way(session)
        for order in leaving:
            tries = order.attempts
            await transition(session, order, OrderState.SUBMITTING, now=now)
            order.attempts, order.lease_until = tries + 1, now + LEASE
            if alone and balances.is_current(state):
                order.balance_before = state.balance
        if leaving:
            state.spent_at = now
        return leaving

    async def _probe(self) -> None:
        """Ask the panel whether orders may go on; if nothing else tells, with one order."""
        asked_at = self._options.clock()
        balance = await self._read_balance()
        now = self._options.clock()
        async with self._database.begin() as session:
            if not await self._breaker.probed(session, balance, now, asked_at=asked_at):
                return
            state = await panel_state.get_for_change(session, self._panel_id)
            await queue.release(session, self._panel_id, now)
            leaving = await self._take_one(session, state, now)
            if not leaving:
                state.probe_at = now  # nobody has tried the panel
        for order in leaving:
            await self._submit(order)

    async def _take_one(
        self, session: Session, state: PanelState, now: datetime
    ) -> Sequence[Order]:
        """Commit `submitting` for the first order that still is what was shown."""
        for _ in range(TRIED_AT_ONCE):
            found = await self._due(session, now, 1)
            leaving = await self._take(session, state, found, now)
            if leaving or not found:
                return leaving
        return ()

    async def _submit(self, order: Order) -> None:
        with self._leases.held(order):
            outcome = await self._send(order)
            await retry(lambda: self._record(order, outcome))
        if isinstance(outcome, PanelError):
            await self._record_proof(order, outcome)
        else:
            self._ask_balance_at = time.monotonic() + QUIET_SECONDS

    async def _send(self, order: Order) -> Placed | PanelError:
        try:
            return await self._panel.add(
                order.params, quantity_hint=order.quantity_hint, request_id=order.draft_key
            )
        except PanelError as error:
            return error
        except Exception:
            logger.exception("submit_failed", extra={"order": order.id})
            return UnclearError(FAILED_HERE)

    async def _record(self, claimed: Order, outcome: Placed | PanelError) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.lock(session, claimed.id)
            state = await panel_state.get_for_change(session, self._panel_id)
            if order.state is not OrderState.SUBMITTING or not is_held(order, claimed):
                await late_answers.keep(
                    session, order, outcome, sent=claimed, owners=self._options.owners, now=now
                )
                return
            if state.spent_at != order.state_at:
                order.balance_before = None  # another order left meanwhile
            state.spent_at = now
            await self._outcomes.record(session, order, state, outcome, now)
        name = "placed" if isinstance(outcome, Placed) else type(outcome).__name__
        logger.info("order_submitted", extra={"order": claimed.id, "outcome": name})

    async def _record_balance(self, unclear: Order | None = None) -> None:
        """Ask for the balance when no order is on its way.

        Its change since before an order tells an owner whether an unclear one was charged.
        """
        async with self._database.read() as session:
            if await self._is_any_on_its_way(session):
                return
        asked_at = self._options.clock()
        balance = await self._read_balance()
        if isinstance(balance, PanelError):
            return
        async with self._database.begin() as session:
            await balances.record(session, self._panel_id, balance, asked_at, self._owners_to_ask)
            stored = await orders.lock(session, unclear.id) if unclear else None
            if stored is not None and stored.state is OrderState.UNKNOWN:
                stored.balance_after = balance.amount

    async def _is_any_on_its_way(self, session: Session) -> bool:
        return await orders.any_in(session, self._panel_id, OrderState.SUBMITTING)

    async def _read_balance(self) -> Money | PanelError:
        """Ask the panel for the balance; return the error if it tells none."""
        try:
            return await self._panel.balance()
        except PanelError as error:
            return error

    async def _record_proof(self, order: Order, error: PanelError) -> None:
        """See by the balance whether a failure is everybody's, and what an unclear order cost."""
        async with self._database.read() as session:
            state = await panel_state.get(session, self._panel_id)
            alone = not await self._is_any_on_its_way(session)
        if not self._breaker.needs_balance(state, error):
            return
        asked_at = self._options.clock()
        balance = await self._read_balance()
        now = self._options.clock()
        async with self._database.begin() as session:
            stored = await orders.lock(session, order.id)
            state = await panel_state.get_for_change(session, self._panel_id)
            if isinstance(balance, Money):
                await balances.record(
                    session, self._panel_id, balance, asked_at, self._owners_to_ask
                )
                if alone and stored.state is OrderState.UNKNOWN:
                    stored.balance_after = balance.amount
            self._breaker.conclude(session, state, stored, error, balance=balance, now=now)
            is_one = isinstance(error, UnclearError) and not is_silent(balance)
            if is_one and await service_turns.failed(session, order, now):
                self._breaker.alert_about_service(session, state, stored, error, now)
