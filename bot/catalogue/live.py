"""The stored catalogue in memory, for reading and searching: no page needs a query."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides
from bot.catalogue.search import SearchIndex, index_of
from bot.catalogue.service.loading import load
from bot.core.database.engine import Database, Topic
from bot.core.loops.collector import collector
from bot.core.loops.loop import run_loop
from bot.panel.service import panel_state

logger = logging.getLogger(__name__)

PARTS_KEPT = 64
"""So many groups' choices of categories are kept ready."""
LOOK_SECONDS = 1.0
"""So late, at most, a process sees what another one has changed."""


@dataclass(frozen=True, slots=True)
class OnSale:
    """What a chat may order from, and the index to search in it."""

    catalogue: Catalogue
    index: SearchIndex


@dataclass(frozen=True, slots=True)
class _Part:
    """What is on sale in some categories, and which whole it was taken from."""

    of: OnSale
    on_sale: OnSale


class LiveCatalogue:
    """What is on sale, read anew when it has changed.

    Attributes:
        current: the catalogue; one that was taken from here stays as it is.
        index: to search in; for a moment after each change it is that of the catalogue before.
        file: the overrides of the operators' file.
        stocked: set once there is something on sale.
        searchable: set once something on sale can be found.
        maintenance: what people are told while ordering is closed; `None`: it is open.
    """

    def __init__(self, database: Database, file: FileOverrides = NO_OVERRIDES) -> None:
        self.current = self._indexed = Catalogue()
        self.index = index_of(self._indexed)
        self.file = file
        self.stocked = asyncio.Event()
        self.searchable = asyncio.Event()
        self.maintenance: str | None = None
        self._database = database
        self._parts: dict[tuple[int, ...], _Part] = {}
        self._wake = database.listen(Topic.CATALOGUE)

    def only(self, categories: Sequence[int] | None) -> OnSale:
        """Return what is on sale in these categories; in all of them for `None`."""
        whole = OnSale(self.current, self.index)
        if categories is None:
            return whole
        ids = tuple(categories)
        known = self._parts.pop(ids, None)
        if known is None or not _is_same(known.of, whole):
            known = _Part(whole, _take(whole, frozenset(ids)))
        self._parts[ids] = known
        if len(self._parts) > PARTS_KEPT:
            del self._parts[next(iter(self._parts))]  # not asked for since long
        return known.on_sale

    async def refresh(self) -> None:
        """Read the catalogue if it is not the one in memory."""
        async with self._database.read() as session:
            state = await panel_state.get(session)
            self.maintenance = state.maintenance
            if state.catalogue_version == self.current.version:
                return
            with collector.paused():
                self.current = await load(session, self.file)
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


def _is_same(one: OnSale, other: OnSale) -> bool:
    return one.catalogue is other.catalogue and one.index is other.index


def _take(whole: OnSale, ids: frozenset[int]) -> OnSale:
    catalogue = whole.catalogue.only(ids)
    keys = frozenset(it.key for category in catalogue.categories for it in category.services)
    return OnSale(catalogue, whole.index.only(keys))
