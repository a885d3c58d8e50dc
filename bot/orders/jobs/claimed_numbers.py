"""The panel is asked about the numbers that owners give to unclear orders."""

from bot.core.database.engine import Database, Topic
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.orders.service import claimed_numbers
from bot.orders.store import due_orders
from bot.orders.tables import Order
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import PanelError

AT_ONCE = 10


class ClaimedNumbers:
    """Checks the numbers by a status call."""

    def __init__(
        self,
        database: Database,
        panel: ConnectedPanel,
        leases: Leases,
        options: WorkerOptions,
    ) -> None:
        self._database = database
        self._panel_id = panel.id
        self._panel = panel.client
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.NUMBERS)

    async def step(self) -> bool:
        """Check what owners have said of unknown orders."""
        async with self._database.begin() as session:
            now = self._options.clock()
            claimed = await due_orders.take_numbered(
                session, self._panel_id, now=now, limit=AT_ONCE
            )
        with self._leases.held(*claimed):
            for order in claimed:
                await self._check(order)
        return bool(claimed)

    async def _check(self, order: Order) -> None:
        options = self._options
        try:
            report = await self._panel.status(order.claimed_number or "")
        except PanelError as error:
            async with self._database.begin() as session:
                now = options.clock()
                await claimed_numbers.refuse(session, order, error.text, options.owners, now)
            return
        async with self._database.begin() as session:
            await claimed_numbers.confirm(
                session,
                order,
                report,
                owners=options.owners,
                poll_seconds=options.poll_seconds,
                now=options.clock(),
            )
