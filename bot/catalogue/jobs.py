"""The stored catalogue follows the panel's; people browse the stored one, panel up or down."""

import asyncio
import logging
from datetime import timedelta

from bot.catalogue.rules.changes import Changes, compare
from bot.catalogue.rules.storefront import PLAIN, Storefront
from bot.catalogue.service import sync as service
from bot.catalogue.service.sync import Reading
from bot.core.database.engine import Database
from bot.core.loops.collector import collector
from bot.core.loops.options import WorkerOptions, pause
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import NoListError, PanelError
from bot.panel.api.service_list import ServiceList
from bot.panel.service import balances, panel_state, syncs
from bot.panel.tables import Hold

logger = logging.getLogger(__name__)


class CatalogueSync:
    """Reads the catalogue at start, every hour, and when asked; and the balance when asked."""

    def __init__(
        self,
        database: Database,
        panel: ConnectedPanel,
        options: WorkerOptions,
        storefront: Storefront = PLAIN,
    ) -> None:
        self._database = database
        self._panel_id = panel.id
        self._is_read = panel.is_read
        self._takes_orders = panel.takes_orders
        self._panel = panel.client
        self._options = options
        self._owners_to_ask = options.owners if storefront.selling else None
        self._failures = 0

    async def prepare(self) -> None:
        """Take over what is known of the panel, and have its catalogue read now."""
        async with self._database.begin() as session:
            self._panel.capabilities.learn(await service.read_anew(session, self._panel_id))

    async def step(self) -> bool:
        """Ask for the balance if somebody waits for it, and read the catalogue if it is time."""
        await self._answer_watchers()
        if not self._is_read:
            return False
        if await self._begin_due():
            await self._sync_or_retry()
        return False

    async def _begin_due(self) -> bool:
        now = self._options.clock()
        async with self._database.read() as session:
            if not await syncs.is_due(session, self._panel_id, now):
                return False
        async with self._database.begin() as session:
            return await syncs.begin_due(session, self._panel_id, now)

    async def _answer_watchers(self) -> None:
        async with self._database.read() as session:
            state = await panel_state.get(session, self._panel_id)
        # Where orders are held back, and sent otherwise, the breaker asks.
        asks = state.hold is Hold.NONE or not self._takes_orders
        if state.balance_watchers and asks:
            await self._record_balance()

    async def _record_balance(self) -> None:
        now = self._options.clock()
        try:
            money = await self._panel.balance()
        except PanelError as error:
            logger.warning("balance_failed", extra={"error": error.text})
            async with self._database.begin() as session:
                balances.answer_watchers(
                    session, await panel_state.get_for_change(session, self._panel_id), now
                )
            return
        async with self._database.begin() as session:
            await balances.record(session, self._panel_id, money, now, self._owners_to_ask)

    async def _sync_or_retry(self) -> None:
        try:
            accepted = await self.sync()
        except PanelError as error:
            logger.warning("sync_failed", extra={"error": error.text})
            await self._record_unread(error.text)
            accepted = False
        wait = timedelta(seconds=self._options.sync_seconds)
        if not accepted:
            wait = pause(self._failures)
        self._failures = 0 if accepted else self._failures + 1
        async with self._database.begin() as session:
            await syncs.set_next(session, self._panel_id, self._options.clock() + wait)

    async def _record_unread(self, words: str) -> None:
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            await service.record_unread(session, self._panel_id, words, owners, now)

    async def sync(self) -> bool:
        """Make the stored list equal to the panel's; `False` if the panel's is not accepted.

        Raises:
            PanelError: there is no list to be had; the stored one stays.
        """
        async with self._database.read() as session:
            known = (await panel_state.get(session, self._panel_id)).list_digest
        found = await self._list(known)
        if self._panel.capabilities.refill is False:
            await self._panel.probe()  # it may have them by now
        await self._record_balance()
        if known and found.digest == known:
            await self._record_same()
            return True
        if found.services or found.skipped:
            await self._record_skipped(found)
        if await self._is_accident(found):
            return False
        with collector.paused():
            while (accepted := await self._store(found)) is None:
                logger.info("catalogue_changed_meanwhile")
        return accepted

    async def _list(self, known: str) -> ServiceList:
        try:
            return await self._panel.services(known)
        except NoListError as error:
            logger.warning("no_list", extra={"error": error.text})
            return ServiceList((), skipped=0)

    async def _record_skipped(self, found: ServiceList) -> None:
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            await service.record_skipped(
                session,
                self._panel_id,
                skipped=found.skipped,
                examples=found.examples,
                owners=owners,
                now=now,
            )

    async def _record_same(self) -> None:
        capabilities, now = self._panel.capabilities, self._options.clock()
        async with self._database.begin() as session:
            owners = self._options.owners
            known = await service.record_same(
                session, self._panel_id, capabilities.as_dict(), owners, now
            )
            capabilities.learn(known)

    async def _is_accident(self, found: ServiceList) -> bool:
        size, now = len(found.services), self._options.clock()
        async with self._database.begin() as session:
            return await service.is_accident(
                session, self._panel_id, size, self._options.owners, now
            )

    async def _store(self, found: ServiceList) -> bool | None:
        """Write a list down; `False` if it is not believed.

        `None` if the stored one was changed while they were compared.
        """
        async with self._database.read() as session:
            stored = await service.stored_list(session, self._panel_id)
        changes = await asyncio.to_thread(compare, stored, found.services)
        capabilities = self._panel.capabilities
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            if await service.is_price_accident(session, self._panel_id, changes, owners, now):
                return False
            reading = Reading(found.digest, len(found.services), capabilities.as_dict())
            known = await service.apply(
                session, self._panel_id, stored, changes, reading, owners=owners, now=now
            )
            if known is None:
                return None
            capabilities.learn(known)
        logger.info("catalogue_synced", extra=_counts(found, changes))
        return True


def _counts(found: ServiceList, changes: Changes) -> dict[str, int]:
    return {
        "services": len(found.services),
        "skipped": found.skipped,
        "new": len(changes.new),
        "changed": len(changes.changed),
        "moved": len(changes.moved),
        "gone": len(changes.gone),
    }
