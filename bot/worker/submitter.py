"""Confirmed orders go to the panel, each at most once.

`submitting` is committed before the request leaves. Whatever happens after that and is no clear
answer makes the order `unknown`, and a person decides: the API has no key by which the panel
would know a second request as the first.
"""

import logging
import math
import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.notices import Alert
from bot.domain.orders import OrderState
from bot.domain.refusals import RefusalReason
from bot.loops.flight import Flight
from bot.provider.actions import ADD, CONNECT_SECONDS
from bot.provider.client import ProviderClient
from bot.provider.errors import (
    BusyError,
    ProviderError,
    RefusedError,
    UnclearError,
)
from bot.provider.reader import Placed
from bot.storage import orders, outbox, panel, requotes
from bot.storage.claims import is_held
from bot.storage.engine import Database, Session, Topic, touch
from bot.storage.insist import insist
from bot.storage.leases import LEASE, Leases
from bot.storage.tables import Order, PanelState
from bot.worker import late_answers
from bot.worker.breaker import Breaker, Passage, holds
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

BALANCE_WITHIN = timedelta(seconds=1)
"""Most panels have told the balance by then, which says much about an unclear order."""
QUIET_SECONDS = 1.0
"""So long after the last order the balance is asked for, unless more orders come."""
LOST_AT_ONCE = 100
FIRST_LOOK = timedelta(seconds=1)
ANSWERED_WITHIN = 2 * timedelta(seconds=CONNECT_SECONDS + ADD.read_seconds)
"""So long an `add` may take: it is sent a second time where a panel wants a quantity."""
STOPPED = "the bot was stopped while the order was on its way"


class Submitter:
    """Takes queued orders and sends them, several at once."""

    def __init__(
        self,
        database: Database,
        provider: ProviderClient,
        leases: Leases,
        options: WorkerOptions,
    ) -> None:
        self._database = database
        self._provider = provider
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.ORDERS)
        self._breaker = Breaker(database, provider, options)
        self._flight = Flight(options.concurrency, self.wake)
        self._ask_balance_at = math.inf  # on the monotonic clock
        self._lost: deque[Order] = deque()

    async def step(self) -> bool:
        """Send due orders on their way, as many as there are free places."""
        if self._flight.free <= 0:
            return False  # a place that gets free wakes this loop
        passage, claimed = await self._claim()
        if passage is Passage.TO_BE_TRIED and await self._breaker.try_panel():
            _, claimed = await self._claim()
        while self._lost:
            self._flight.start("balance", self._note_balance(self._lost.popleft()))
        for order in claimed:
            self._flight.start(f"order {order.id}", self._submit(order))
        if not claimed and time.monotonic() >= self._ask_balance_at:
            self._ask_balance_at = math.inf
            self._flight.start("balance", self._note_balance())
        return False

    async def finish(self) -> None:
        """Wait for the requests in flight; their answers are written down."""
        await self._flight.finish()

    async def _claim(self) -> tuple[Passage, Sequence[Order]]:
        """Take due orders if they may leave, and commit `submitting`; nothing has left yet."""
        now = self._options.clock()
        async with self._database.begin() as session:
            await self.give_up_lost(session, now)
            state = await panel.get_for_change(session)
            passage = self._breaker.passage(state, now)
            if passage is not Passage.FREE:
                return passage, ()
            return passage, await self._take(session, state, now, self._flight.free)

    async def _take(
        self, session: Session, state: PanelState, now: datetime, limit: int
    ) -> Sequence[Order]:
        due = await orders.claim(session, [OrderState.QUEUED], now=now, limit=limit)
        found = await requotes.hold_back(session, due, self._options.file, now)
        # Alone on its way: only then the balance tells what it has cost.
        alone = len(found) == 1 and not await orders.any_in(session, OrderState.SUBMITTING)
        for order in found:
            tries = order.attempts
            await orders.move(session, order, OrderState.SUBMITTING, now=now)
            order.attempts, order.lease_until = tries + 1, now + LEASE
            if alone and _is_current(state):
                order.balance_before = state.balance
        if found:
            state.spent_at = now
        return found

    async def _submit(self, order: Order) -> None:
        with self._leases.held(order):
            outcome = await self._send(order)
            await insist(lambda: self._record(order, outcome))
        if isinstance(outcome, UnclearError):
            await self._note_balance(order)
        else:
            self._ask_balance_at = time.monotonic() + QUIET_SECONDS

    async def _send(self, order: Order) -> Placed | ProviderError:
        try:
            return await self._provider.add(
                order.params, quantity_hint=order.quantity_hint, request_id=order.draft_key
            )
        except ProviderError as error:
            return error
        except Exception as error:
            logger.exception("submit_failed", extra={"order": order.id})
            return UnclearError(f"failed here: {type(error).__name__}")

    async def _record(self, claimed: Order, outcome: Placed | ProviderError) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get(session, claimed.id, for_change=True)
            state = await panel.get_for_change(session)
            if order.state is not OrderState.SUBMITTING or not is_held(order, claimed):
                await late_answers.keep(session, order, outcome, self._options.owners, now)
                return
            if state.spent_at != order.state_at:
                order.balance_before = None  # another order left meanwhile
            state.spent_at = now
            if isinstance(outcome, Placed):
                await self._record_placed(session, order, state, outcome, now)
            else:
                await self._record_failure(session, order, state, outcome, now)
        name = "placed" if isinstance(outcome, Placed) else type(outcome).__name__
        logger.info("order_submitted", extra={"order": claimed.id, "outcome": name})

    async def _record_placed(
        self, session: Session, order: Order, state: PanelState, placed: Placed, now: datetime
    ) -> None:
        self._breaker.worked(session, state, now)
        number, first = placed.order_id, order.reported_number
        other = await orders.placed_as(session, number, besides=order)
        if other is not None:
            # Some panels answer the same order twice within minutes with one number.
            order.words = f"the panel answered with number {number}, which order #{other.id} has"
            await self._ask_owners(session, order, now)
            return
        wait = min(FIRST_LOOK, timedelta(seconds=self._options.poll_seconds))
        order.charge = placed.charge
        await orders.place(session, order, number, now=now, look_at=now + wait)
        touch(session, Topic.LOOKS, wait)
        if first not in {None, number}:
            late_answers.alarm_twice(session, order, first or "", self._options.owners, now)

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
            self._breaker.worked(session, state, now)
            if order.reported_number or await _is_its_own_duplicate(session, order, error):
                await self._ask_owners(session, order, now)
                return
            order.reason = error.reason.value
            await orders.move(session, order, OrderState.REJECTED, now=now, note=error.text)
            return
        self._breaker.failed(session, state, error, order, now)
        if isinstance(error, UnclearError):
            order.reported_number = error.order_id or order.reported_number
            await self._ask_owners(session, order, now)
        elif order.reported_number is not None:
            await self._ask_owners(session, order, now)
        else:
            asked = error.retry_after if isinstance(error, BusyError) else None
            await self._back_to_queue(session, order, now, pause(order.attempts, asked))

    async def _ask_owners(self, session: Session, order: Order, now: datetime) -> None:
        """Nobody can say whether it was bought: an owner decides."""
        await orders.move(session, order, OrderState.UNKNOWN, now=now, note=order.words)
        owners = self._options.owners
        outbox.add_alert(
            session, owners, Alert.UNRESOLVED, now, after=BALANCE_WITHIN, order_id=order.id
        )

    async def _back_to_queue(
        self, session: Session, order: Order, now: datetime, wait: timedelta
    ) -> None:
        """Nothing was bought: the order waits and is sent again."""
        tries = order.attempts
        await orders.move(session, order, OrderState.QUEUED, now=now, note=order.words)
        order.attempts, order.due_at = tries, now + wait

    async def _note_balance(self, unclear: Order | None = None) -> None:
        """Ask for the balance when no order is on its way.

        Its change since before an order tells an owner whether an unclear one was charged.
        """
        async with self._database.read() as session:
            if await orders.any_in(session, OrderState.SUBMITTING):
                return
        try:
            money = await self._provider.balance()
        except ProviderError:
            return
        async with self._database.begin() as session:
            await panel.note_balance(session, money.amount, money.currency, self._options.clock())
            stored = await orders.get_for_change(session, unclear.id) if unclear else None
            if stored is not None and stored.state is OrderState.UNKNOWN:
                stored.balance_after = money.amount

    async def give_up_lost(
        self, session: Session, now: datetime, *, is_alone: bool = False
    ) -> None:
        """Make orders unknown whose process died between sending and writing down the answer.

        Args:
            is_alone: no other process works on this database; otherwise that one may only have
                been stopped for a while, and bring the answer yet.
        """
        lost = await orders.claim(session, [OrderState.SUBMITTING], now=now, limit=LOST_AT_ONCE)
        for order in lost:
            state = await panel.get_for_change(session)
            if state.spent_at != order.state_at:
                order.balance_before = None  # another order left meanwhile
            order.words = STOPPED
            order.answer_until = None if is_alone else order.state_at + ANSWERED_WITHIN
            await self._ask_owners(session, order, now)
        self._lost += lost


async def _is_its_own_duplicate(session: Session, order: Order, error: RefusedError) -> bool:
    """Tell whether an order that was sent again is refused because the first one is there."""
    is_duplicate = error.reason is RefusalReason.DUPLICATE
    return is_duplicate and await orders.has_been(session, order, OrderState.UNKNOWN)


def _is_current(state: PanelState) -> bool:
    """Tell whether the balance is younger than the last order that could have changed it."""
    if state.balance_at is None:
        return False
    return state.spent_at is None or state.balance_at >= state.spent_at
