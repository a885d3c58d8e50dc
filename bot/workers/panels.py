"""Every panel that is worked with has its loops: started and stopped as owners decide."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.database.engine import Database, Topic
from bot.core.loops.loop import run_loop
from bot.core.loops.options import WorkerOptions
from bot.panel.api.client import PanelClient
from bot.panel.api.connected import ConnectedPanel
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.peculiarities import concurrency_of
from bot.panel.service import connecting, panels
from bot.panel.tables import PanelStatus
from bot.workers.of_panel import PanelWorkers

logger = logging.getLogger(__name__)

Connect = Callable[[str, Mapping[str, str]], PanelClient | None]
"""Makes a client of an account, which is sealed, and a panel's peculiarities.

An empty account is that of the settings; `None`: it cannot be read.
"""
CHECK_SECONDS = 1.0
"""So late, at most, a process sees what an owner has decided."""


@dataclass(frozen=True, slots=True)
class _PanelSpec:
    """A panel that is to be worked with; another one, if anything of it differs.

    Attributes:
        sealed: its account; empty: that of the settings.
    """

    id: int
    status: PanelStatus
    sealed: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Running:
    spec: _PanelSpec
    workers: PanelWorkers


class Panels:
    """Keeps the loops of those panels running that may be asked.

    Args:
        account: of the settings. While it may not be the one that the orders are of, nothing is
            sent to it or asked there.
        connect: makes a client of a panel. Its loops have it for themselves: it stops reading
            with them, for good.
        of_panel: makes the loops of a panel.
    """

    def __init__(
        self,
        database: Database,
        options: WorkerOptions,
        *,
        account: PanelAccount,
        connect: Connect,
        of_panel: Callable[[ConnectedPanel], PanelWorkers],
    ) -> None:
        self._database = database
        self._options = options
        self._account = account
        self._connect = connect
        self._of_panel = of_panel
        self._wake = database.listen(Topic.PANEL)
        self._running: dict[int, _Running] = {}
        self._unreachable: dict[int, _PanelSpec] = {}
        self._said_unreadable: frozenset[int] = frozenset()  # as the rows have it
        self._ours: int | None = None  # the settings' panel, as it was recognised last
        self._tasks = asyncio.TaskGroup()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep them running until `stop` is set; what is on its way is finished then."""
        async with asyncio.TaskGroup() as self._tasks:
            await run_loop("panels", self._step, self._wake, stop, CHECK_SECONDS)
            for it in self._running.values():
                it.workers.stop()

    async def sync(self) -> None:
        """Read the lists of all panels at once."""
        for it in list(self._running.values()):
            await it.workers.sync()

    def wake_all(self) -> None:
        """Have all loops check at once."""
        self._wake.set()
        for it in self._running.values():
            it.workers.wake()

    async def _step(self) -> bool:
        specs = await self._specs()
        for panel_id, running in list(self._running.items()):
            if specs.get(panel_id) != running.spec:
                running.workers.stop()
                del self._running[panel_id]
        for panel_id in specs.keys() - self._running.keys():
            if self._unreachable.get(panel_id) != specs[panel_id]:
                await self._start(specs[panel_id])
        return False

    async def _specs(self) -> Mapping[int, "_PanelSpec"]:
        """Return the panels that may be asked, by our number."""
        async with self._database.read() as session:
            ours = await panels.find(session, self._account)
            known = await connecting.every(session)
        self._said_unreadable = frozenset(it.id for it in known if it.is_unreadable)
        if ours is None or ours != self._ours:
            self._ours = ours = await self._recognise()
        return {
            it.id: _PanelSpec(
                it.id, it.status, "" if it.id == ours else it.sealed, dict(it.options)
            )
            for it in known
            if it.id == ours or it.sealed
        }

    async def _start(self, spec: "_PanelSpec") -> None:
        client = self._connect(spec.sealed, spec.options)
        if (client is None) is not (spec.id in self._said_unreadable):
            await self._record_readable(spec.id, is_readable=client is not None)
        if client is None:
            self._unreachable[spec.id] = spec
            return
        takes_orders = spec.status is PanelStatus.ACTIVE
        is_read = spec.status is not PanelStatus.REMOVED
        workers = self._of_panel(
            ConnectedPanel(
                spec.id,
                client,
                takes_orders=takes_orders,
                is_read=is_read,
                concurrency=concurrency_of(spec.options) if spec.sealed else None,
            )
        )
        await workers.prepare()
        self._running[spec.id] = _Running(spec, workers)
        self._tasks.create_task(self._work(workers, client), name=f"panel {spec.id}")

    async def _record_readable(self, panel_id: int, *, is_readable: bool) -> None:
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            panel = await connecting.find_for_change(session, panel_id)
            if panel is not None:
                connecting.record_readable(session, panel, owners, now, is_readable=is_readable)

    async def _work(self, workers: PanelWorkers, client: PanelClient) -> None:
        try:
            await workers.run()
        finally:
            await client.aclose()

    async def _recognise(self) -> int | None:
        """Return the settings' panel; while owners are asked whether it is that one, `None`."""
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            found = await panels.recognise(session, self._account, owners, now)
        if found is None:
            logger.warning("panel_changed", extra={"host": self._account.host})
        return found
