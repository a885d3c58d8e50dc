"""The stored catalogue in memory, for reading and searching: no page needs a query."""

import asyncio
import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.merge_candidates import alike_in
from bot.catalogue.rules.selling import priced
from bot.catalogue.rules.similar import Suggestion
from bot.catalogue.rules.storefront import PLAIN, Storefront
from bot.catalogue.search import SearchIndex, index_of
from bot.catalogue.service.loading import load
from bot.core.database.engine import Database, Topic
from bot.core.loops.collector import collector
from bot.core.loops.loop import run_loop
from bot.panel.service import bot_state, panel_state
from bot.pricing.rules.prices import Prices
from bot.pricing.service.prices import read_prices

logger = logging.getLogger(__name__)

PARTS_KEPT = 64
"""So many customers' price lists, and groups' choices of categories, are kept ready."""
CHECK_SECONDS = 1.0
"""So late, at most, a process sees what another one has changed."""


@dataclass(frozen=True, slots=True)
class OnSale:
    """What a chat may order from, and the index to search in it."""

    catalogue: Catalogue
    index: SearchIndex


@dataclass(frozen=True, slots=True)
class _Part:
    """What is on sale to some customers, or in some categories, and what it was made from."""

    of: OnSale
    on_sale: OnSale


class LiveCatalogue:
    """What is on sale, read anew when it has changed.

    Attributes:
        current: the catalogue, by the panel's prices; one that was taken from here stays as it is.
        index: to search in; for a moment after each change it is that of the catalogue before.
        storefront: how the operator sells it.
        prices: what customers pay; `None`: nothing is sold to customers.
        stocked: set once there is something on sale.
        searchable: set once something on sale can be found.
        maintenance: what people are told while ordering is closed; `None`: it is open.
    """

    def __init__(self, database: Database, storefront: Storefront = PLAIN) -> None:
        self.current = self._indexed = Catalogue()
        self.index = index_of(self._indexed)
        self.storefront = storefront
        self.prices: Prices | None = None
        self.stocked = asyncio.Event()
        self.searchable = asyncio.Event()
        self.maintenance: str | None = None
        self._database = database
        self._parts: dict[Hashable, _Part] = {}
        self._suggested: tuple[Catalogue, Sequence[Suggestion]] = (self.current, ())
        self._wake = database.listen(Topic.CATALOGUE)

    def only(self, categories: Sequence[int] | None, chat_id: int = 0) -> OnSale:
        """Return what is on sale in these categories, in all for `None`, by a chat's prices."""
        whole, profile = OnSale(self.current, self.index), None
        if self.prices is not None:
            prices, profile = self.prices, self.prices.of(chat_id).profile
            key = ("prices", profile)
            whole = self._kept(key, whole, lambda it: _priced(it, prices, chat_id))
        if categories is None:
            return whole
        ids = frozenset(categories)
        return self._kept(("categories", profile, ids), whole, lambda it: _take(it, ids))

    def _kept(self, key: Hashable, whole: OnSale, make: Callable[[OnSale], OnSale]) -> OnSale:
        """Return what is made of all that is on sale, once for each state of that."""
        known = self._parts.pop(key, None)
        if known is None or not _is_same(known.of, whole):
            known = _Part(whole, make(whole))
        self._parts[key] = known
        if len(self._parts) > PARTS_KEPT:
            del self._parts[next(iter(self._parts))]  # not asked for since long
        return known.on_sale

    async def refresh(self) -> None:
        """Read the catalogue if it is not the one in memory."""
        async with self._database.read() as session:
            state = await bot_state.get(session)
            self.maintenance = state.maintenance
            if state.catalogue_version == self.current.version:
                return
            prices, selling = None, self.storefront.selling
            if selling is not None:
                currency = (await panel_state.main(session)).currency
                prices = await read_prices(session, selling, currency)
            with collector.paused():
                found = await load(session, self.storefront.file)
        self.current, self.prices = found, prices  # at once: each is shown by the other
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

    async def suggestions(self) -> Sequence[Suggestion]:
        """Return which services of different panels could be sold as one, the likeliest first.

        Of 30,000 services they take seconds to find, in a thread of its own.
        """
        latest = self.current
        if self._suggested[0] is not latest:
            self._suggested = latest, await asyncio.to_thread(alike_in, latest)
        return self._suggested[1]

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the stored catalogue until `stop` is set."""
        await run_loop("live_catalogue", self._step, self._wake, stop, CHECK_SECONDS)

    async def _step(self) -> bool:
        await self.refresh()
        await self.refresh_index()
        return False


def _is_same(one: OnSale, other: OnSale) -> bool:
    return one.catalogue is other.catalogue and one.index is other.index


def _priced(whole: OnSale, prices: Prices, chat_id: int) -> OnSale:
    catalogue = priced(whole.catalogue, prices, chat_id)
    rates = {it.key: it.rate for category in catalogue.categories for it in category.services}
    return OnSale(catalogue, whole.index.priced(rates))


def _take(whole: OnSale, ids: frozenset[int]) -> OnSale:
    catalogue = whole.catalogue.only(ids)
    keys = frozenset(it.key for category in catalogue.categories for it in category.services)
    return OnSale(catalogue, whole.index.only(keys))
