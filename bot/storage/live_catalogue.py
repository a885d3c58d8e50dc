"""The stored catalogue in memory, for reading and searching: no page needs a query."""

import asyncio
import logging

from bot.domain.catalogue import Catalogue
from bot.domain.search import index_of
from bot.domain.shaping import NO_SHAPES, FileShapes
from bot.loops.collector import collector
from bot.loops.loop import run_loop
from bot.storage import catalogue, panel
from bot.storage.engine import Database, Topic

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""So late, at most, a process sees what another one has changed."""


class LiveCatalogue:
    """What is on sale, read anew when it has changed.

    Attributes:
        current: the catalogue; one that was taken from here stays as it is.
        index: to search in; for a moment after each change it is that of the catalogue before.
        file: the shapes of the operators' file, which it is in.
        stocked: set once there is something on sale.
        searchable: set once something on sale can be found.
        maintenance: what people are told while ordering is closed; `None`: it is open.
    """

    def __init__(self, database: Database, file: FileShapes = NO_SHAPES) -> None:
        self.current = self._indexed = Catalogue()
        self.index = index_of(self._indexed)
        self.file = file
        self.stocked = asyncio.Event()
        self.searchable = asyncio.Event()
        self.maintenance: str | None = None
        self._database = database
        self._wake = database.listen(Topic.CATALOGUE)

    async def refresh(self) -> None:
        """Read the catalogue if it is not the one in memory."""
        async with self._database.read() as session:
            state = await panel.look(session)
            self.maintenance = state.maintenance
            if state.catalogue_version == self.current.version:
                return
            with collector.paused():
                self.current = await catalogue.load(session, self.file)
        if self.current.categories:
            self.stocked.set()
            logger.info("catalogue_read", extra={"version": self.current.version})

    async def refresh_index(self) -> None:
        """Have the search know the catalogue in memory; it is read in a thread of its own."""
        latest = self.current
        if latest is self._indexed:
            return
        self.index = await asyncio.to_thread(index_of, latest)
        self._indexed = latest
        if len(self.index):
            self.searchable.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the stored catalogue until `stop` is set."""
        await run_loop("live_catalogue", self._step, self._wake, stop, LOOK_SECONDS)

    async def _step(self) -> bool:
        await self.refresh()
        await self.refresh_index()
        return False
