"""Watches prices: what comes to be below the floor, and the age of the exchange rate."""

import asyncio

from bot.catalogue.rules.overrides import FileOverrides
from bot.catalogue.rules.storefront import Storefront
from bot.catalogue.service.loading import load
from bot.core.database.engine import Database, Topic
from bot.core.loops.options import WorkerOptions
from bot.panel.service import bot_state, panel_state
from bot.pricing.rules.overview import Offer, unsold
from bot.pricing.rules.prices import Goods
from bot.pricing.rules.selling import Selling
from bot.pricing.service import watch
from bot.pricing.service.prices import read_prices


class PriceWatch:
    """Tells owners what they have to know about prices; any number of processes may do so."""

    def __init__(
        self, database: Database, options: WorkerOptions, selling: Selling, file: FileOverrides
    ) -> None:
        self._database = database
        self._options = options
        self._selling = selling
        self._file = file
        self._seen = -1  # the version of the catalogue
        self.wake = database.listen(Topic.CATALOGUE)

    @classmethod
    def of(
        cls, database: Database, options: WorkerOptions, storefront: Storefront
    ) -> "PriceWatch | None":
        """Return what watches prices; `None`: there are none."""
        selling = storefront.selling
        return None if selling is None else cls(database, options, selling, storefront.file)

    async def step(self) -> bool:
        """Check prices after each change of what is on sale, and at the exchange rate."""
        await self._watch_floor()
        await self._watch_rate()
        return False

    async def _watch_floor(self) -> None:
        async with self._database.read() as session:
            version = (await bot_state.get(session)).catalogue_version
            if version == self._seen:
                return
            currency = (await panel_state.main(session)).currency
            prices = await read_prices(session, self._selling, currency)
            catalogue = await load(session, self._file)
        offers = [
            Offer(Goods(it.platform, it.id, service.key), service.rate)
            for it in catalogue.categories
            for service in it.services
        ]
        if watch.is_convertible(prices):
            found = await asyncio.to_thread(unsold, prices, offers)
            names = {key: it.name for key in found if (it := catalogue.service(key))}
            await self._alert(names)
        self._seen = version

    async def _alert(self, names: dict[int, str]) -> None:
        async with self._database.read() as session:
            if await watch.knows_all(session, names):
                return
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            await watch.record_unsold(session, names, owners, now)

    async def _watch_rate(self) -> None:
        owners, now = self._options.owners, self._options.clock()
        async with self._database.read() as session:
            is_due = await watch.is_rate_due(session, self._selling, now)
        if is_due:
            async with self._database.begin() as session:
                await watch.remind_of_rate(session, self._selling, owners, now)
