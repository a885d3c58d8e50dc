"""Numbers that owners give to unknown orders: believed when the panel knows them."""

import logging

from bot.domain.notices import Alert
from bot.domain.orders import FINISHED, OrderState
from bot.domain.schedule import next_look
from bot.domain.statuses import StatusReport
from bot.provider.client import ProviderClient
from bot.provider.errors import ProviderError
from bot.storage import orders, outbox
from bot.storage.engine import Database, Topic
from bot.storage.leases import Leases
from bot.storage.tables import Order
from bot.worker.options import WorkerOptions

logger = logging.getLogger(__name__)

AT_ONCE = 10


class ClaimedNumbers:
    """Checks the numbers by a status call."""

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
        self.wake = database.listen(Topic.NUMBERS)

    async def step(self) -> bool:
        """Check what owners have said of unknown orders."""
        async with self._database.begin() as session:
            now = self._options.clock()
            claimed = await orders.claim_numbered(session, now=now, limit=AT_ONCE)
        with self._leases.held(*claimed):
            for order in claimed:
                await self._check(order)
        return bool(claimed)

    async def _check(self, order: Order) -> None:
        try:
            report = await self._provider.status(order.claimed_number or "")
        except ProviderError as error:
            await self._refuse(order.id, error)
        else:
            await self._accept(order.id, report)

    async def _accept(self, order_id: int, report: StatusReport) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get_for_change(session, order_id)
            if order is None or order.state is not OrderState.UNKNOWN:
                return
            order.provider_order_id, order.claimed_number = order.claimed_number, None
            order.placed_at = now
            note = f"number {order.provider_order_id} given by an owner"
            await orders.move(session, order, OrderState.PLACED, now=now, note=note)
            look_at = next_look(now, now, self._options.poll_seconds)
            ended = report.state in FINISHED
            await orders.apply_report(
                session, order, report, now=now, look_at=None if ended else look_at
            )
            await outbox.wake_watchers(session, [order.id], now)

    async def _refuse(self, order_id: int, error: ProviderError) -> None:
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
