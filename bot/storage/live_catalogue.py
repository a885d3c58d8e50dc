"""The stored catalogue in memory, for reading only: every page is there without a query."""

import asyncio
import logging

from bot.domain.catalogue import Catalogue
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
        file: the shapes of the operators' file, which it is in.
        stocked: set once there is something on sale.
    """

    def __init__(self, database: Database, file: FileShapes = NO_SHAPES) -> None:
        self.current = Catalogue()
        self.file = file
        self.stocked = asyncio.Event()
        self._database = database
        self._wake = database.listen(Topic.CATALOGUE)

    async def refresh(self) -> None:
        """Read the catalogue if it is not the one in memory."""
        async with self._database.read() as session:
            if (await panel.look(session)).catalogue_version == self.current.version:
                return
            with collector.paused():
                self.current = await catalogue.load(session, self.file)
        if self.current.categories:
            self.stocked.set()
            logger.info("catalogue_read", extra={"version": self.current.version})

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the stored catalogue until `stop` is set."""
        await run_loop("live_catalogue", self._step, self._wake, stop, LOOK_SECONDS)

    async def _step(self) -> bool:
        await self.refresh()
        return False
