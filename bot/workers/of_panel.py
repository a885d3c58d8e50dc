"""The loops of one panel: they take orders and requests there, follow them, and read its list."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from bot.catalogue.jobs import CatalogueSync
from bot.catalogue.rules.storefront import Storefront
from bot.core.database.engine import Database, Topic
from bot.core.database.leases import Leases
from bot.core.loops.loop import HOUSEKEEPING_SECONDS, IDLE_SECONDS, Loop
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
        unanswered: Iterable[Order] = (),
    ) -> None:
        if panel.concurrency is not None:
            options = replace(options, concurrency=panel.concurrency)
        self._database = database
        self._client = panel.client
        self._options = options
        self._submitter = Submitter(
            database, panel, leases, options, storefront, unanswered=unanswered
        )
        self._requests = Requests(database, panel, leases, options)
        self._refills = RunningRefills(database, panel, leases, options)
        self._numbers = ClaimedNumbers(database, panel, leases, options)
        self._status_checker = StatusChecker(database, panel, options)
        self._catalogue = CatalogueSync(database, panel, options, storefront)
        self._call_metrics = CallMetrics(database, panel, options)
        self._loops = tuple(self._work())
        self._stop = asyncio.Event()

    def _work(self) -> Iterator[Loop]:
        idle, rarely = IDLE_SECONDS, HOUSEKEEPING_SECONDS
        poll_seconds = self._options.poll_seconds
        asked, requested = (
            self._database.listen(Topic.PANEL),
            self._database.listen(Topic.REQUESTS),
        )
        yield Loop("submitter", self._submitter.step, self._submitter.wake, idle)
        yield Loop("requests", self._requests.step, self._requests.wake, idle)
        yield Loop("numbers", self._numbers.step, self._numbers.wake, idle)
        yield Loop(
            "status_checks",
            self._status_checker.step,
            self._status_checker.wake,
            min(idle, poll_seconds),
        )
        yield Loop("catalogue", self._catalogue.step, asked, idle)
        yield Loop("refills", self._refills.step, requested, min(rarely, poll_seconds))
        yield Loop(
            "call_metrics", self._call_metrics.step, asyncio.Event(), min(rarely, poll_seconds)
        )

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
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(
                    self._submitter.finish(),
                    self._requests.finish(),
                    self._status_checker.finish(),
                )

    def stop(self) -> None:
        """Let the loops end."""
        self._stop.set()
