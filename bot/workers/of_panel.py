"""The loops of one panel: they take orders and requests there, follow them, and read its list."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from bot.catalogue.jobs import CatalogueSync
from bot.catalogue.rules.storefront import Storefront
from bot.core.database.engine import Database, Topic
from bot.core.database.leases import Leases
from bot.core.loops.loop import HOUSEKEEPING_SECONDS, IDLE_SECONDS, Loop, finish
from bot.core.loops.options import FINISH_SECONDS, MONEY_SECONDS, WorkerOptions
from bot.orders.jobs.claimed_numbers import ClaimedNumbers
from bot.orders.jobs.status_checks import StatusChecker
from bot.orders.jobs.submitter import Submitter
from bot.orders.tables import Order
from bot.panel.api.connected import ConnectedPanel
from bot.panel.jobs.call_metrics import CallMetrics
from bot.refills.jobs.refills import RunningRefills
from bot.refills.jobs.requests import Requests

STOP_SECONDS = MONEY_SECONDS + FINISH_SECONDS
"""What hangs even then is left as it is."""


class PanelWorkers:
    """What works with one panel.

    Args:
        unanswered: orders that were on their way there when the bot was last stopped.
    """

    def __init__(
        self,
        database: Database,
        panel: ConnectedPanel,
        leases: Leases,
        options: WorkerOptions,
        *,
        storefront: Storefront,
        unanswered: Iterable[Order],
    ) -> None:
        if panel.concurrency is not None:
            options = replace(options, concurrency=panel.concurrency)
        self._database = database
        self._client = panel.client
        self._catalogue = CatalogueSync(database, panel, options, storefront)
        submitter = Submitter(database, panel, leases, options, storefront, unanswered=unanswered)
        requests = Requests(database, panel, leases, options)
        numbers = ClaimedNumbers(database, panel, leases, options)
        checker = StatusChecker(database, panel, options)
        refills = RunningRefills(database, panel, leases, options)
        metrics = CallMetrics(database, panel, options)
        idle = IDLE_SECONDS
        polling = min(idle, options.poll_seconds)
        rarely = min(HOUSEKEEPING_SECONDS, options.poll_seconds)
        self._loops = (
            Loop.of("submitter", submitter, idle),
            Loop.of("requests", requests, idle),
            Loop("numbers", numbers.step, idle, numbers.wake),
            Loop.of("status_checks", checker, polling),
            Loop("catalogue", self._catalogue.step, idle, database.listen(Topic.PANEL)),
            Loop("refills", refills.step, rarely, database.listen(Topic.REQUESTS)),
            Loop("call_metrics", metrics.step, rarely),
        )
        self._stop = asyncio.Event()

    async def sync(self) -> None:
        """Read the panel's list at once."""
        await self._catalogue.sync()

    def wake(self) -> None:
        """Have all loops check at once."""
        for loop in self._loops:
            loop.wake.set()

    async def prepare(self) -> None:
        """Take over what is known of the panel."""
        await self._catalogue.prepare()

    async def run(self) -> None:
        """Run all loops until `stop` is called; what is on its way is written down."""
        async with asyncio.TaskGroup() as tasks:
            for it in self._loops:
                tasks.create_task(it.run(self._stop), name=it.name)
            await self._stop.wait()
            self._client.stop_reading()
        for loop in self._loops:
            self._database.forget(loop.wake)
        await finish(self._loops, STOP_SECONDS)

    def stop(self) -> None:
        """Let the loops end."""
        self._stop.set()
