"""Open orders are looked at: 100 a call, the longest due first, each change written with its push.

An ended order is not due any more until somebody asks for it (`orders.look_now`).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.notices import Alert
from bot.domain.orders import AT_PANEL, FINISHED, OrderState
from bot.domain.schedule import next_look, pending_too_long
from bot.domain.statuses import StatusReport
from bot.provider.client import BATCH, ProviderClient
from bot.provider.errors import ProviderError, RefusedError
from bot.storage import orders, outbox
from bot.storage.engine import Database, Session
from bot.storage.tables import Order
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""An ended order is due again only when somebody asks for it."""
NOT_KNOWN_LIMIT = 10
"""Times in a row that the panel may not know an order before somebody has to look."""
_NOT_STARTED = frozenset({OrderState.PLACED, OrderState.PENDING})


class Tracker:
    """Asks the panel how orders stand."""

    def __init__(
        self, database: Database, provider: ProviderClient, options: WorkerOptions
    ) -> None:
        self._database = database
        self._provider = provider
        self._options = options

    async def step(self) -> bool:
        """Look at one batch of due orders."""
        await self._check_claimed_numbers()
        async with self._database.begin() as session:
            due = await orders.claim(
                session, AT_PANEL, now=self._options.clock(), lease=LEASE, limit=BATCH
            )
        if not due:
            return False
        numbers = [order.provider_order_id for order in due if order.provider_order_id]
        said: Mapping[str, StatusReport | RefusedError] | ProviderError
        try:
            said = await self._provider.statuses(numbers)
        except ProviderError as error:
            logger.warning("look_failed", extra={"orders": len(due), "error": error.text})
            said = error
        await self._write(due, said)
        return len(due) == BATCH

    async def _write(
        self,
        due: Sequence[Order],
        said: Mapping[str, StatusReport | RefusedError] | ProviderError,
    ) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            for order_id in sorted(order.id for order in due):
                order = await orders.get_for_change(session, order_id)
                if order is None or order.provider_order_id is None:
                    continue
                if isinstance(said, ProviderError):
                    await self._nothing_heard(session, order, now)
                    continue
                answer = said.get(order.provider_order_id)
                if isinstance(answer, StatusReport):
                    await self._heard(session, order, answer, now)
                elif answer is None:
                    await self._nothing_heard(session, order, now)
                else:
                    await self._not_known(session, order, answer, now)

    async def _heard(
        self, session: Session, order: Order, report: StatusReport, now: datetime
    ) -> None:
        after = report.state or order.state
        changed_at = order.state_at if after is order.state else now
        look_at = next_look(now, changed_at, self._options.poll_seconds)
        await orders.apply_report(
            session, order, report, now=now, look_at=NEVER if after in FINISHED else look_at
        )
        if order.state in _NOT_STARTED and order.alarmed_at is None:
            await self._alarm(session, order, now)

    async def _alarm(self, session: Session, order: Order, now: datetime) -> None:
        """Tell owners once of an order that does not start: some panels hide failures so."""
        if not pending_too_long(now, order.placed_at or order.created_at):
            return
        order.alarmed_at = now
        outbox.add_alert(
            session,
            self._options.owners,
            Alert.PENDING_LONG,
            now,
            order=f"#{order.id}",
            number=order.provider_order_id,
        )

    async def _nothing_heard(self, session: Session, order: Order, now: datetime) -> None:
        order.attempts += 1
        order.lease_until = None
        order.due_at = now + pause(order.attempts, self._options.poll_seconds)
        if order.state in FINISHED:
            order.due_at = NEVER
        # Who asked by Refresh is answered all the same: the card says when it was last looked at.
        await outbox.wake_watchers(session, order, now)

    async def _not_known(
        self, session: Session, order: Order, error: RefusedError, now: datetime
    ) -> None:
        """Keep an order that the panel does not know: fresh ids come late on some panels."""
        await self._nothing_heard(session, order, now)
        if order.attempts >= NOT_KNOWN_LIMIT and order.state not in FINISHED | {
            OrderState.ATTENTION
        }:
            order.words = error.text
            await orders.move(session, order, OrderState.ATTENTION, now=now, note=error.text)

    async def _check_claimed_numbers(self) -> None:
        """Believe an owner's number for an unknown order when the panel knows it."""
        async with self._database.begin() as session:
            claimed = await orders.claim_numbered(
                session, now=self._options.clock(), lease=LEASE, limit=BATCH
            )
        for order in claimed:
            try:
                report = await self._provider.status(order.claimed_number or "")
            except ProviderError as error:
                await self._refuse_number(order.id, error)
            else:
                await self._accept_number(order.id, report)

    async def _accept_number(self, order_id: int, report: StatusReport) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get_for_change(session, order_id)
            if order is None or order.state is not OrderState.UNKNOWN:
                return
            order.provider_order_id, order.claimed_number = order.claimed_number, None
            order.placed_at = now
            note = f"number {order.provider_order_id} given by an owner"
            await orders.move(session, order, OrderState.PLACED, now=now, note=note)
            await self._heard(session, order, report, now)

    async def _refuse_number(self, order_id: int, error: ProviderError) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get_for_change(session, order_id)
            if order is None or order.state is not OrderState.UNKNOWN:
                return
            number = order.claimed_number
            order.claimed_number, order.lease_until = None, None
            outbox.add_alert(
                session,
                self._options.owners,
                Alert.UNRESOLVED,
                now,
                order_id=order.id,
                note=f"{number}: {error.text}",
            )
