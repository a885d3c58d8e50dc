"""The stored catalogue follows the panel's; people browse the stored one, panel up or down."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.catalogue.outbox import CatalogueMessage
from bot.catalogue.rules.changes import Changes, compare
from bot.catalogue.store import catalogue, panel_list
from bot.core.database.engine import Database, Session
from bot.core.loops.collector import collector
from bot.core.loops.options import WorkerOptions, pause
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.panel.api.client import PanelClient
from bot.panel.api.errors import NoListError, PanelError
from bot.panel.api.service_list import ServiceList
from bot.panel.service import balances, panel_state, syncs
from bot.panel.tables import Hold, PanelState, Shrunk

logger = logging.getLogger(__name__)

SHRUNK = 2
"""A list that is so many times shorter than the stored one is taken for an accident."""

HANDFUL = 5
"""So many services that cannot be read are no news."""


class CatalogueSync:
    """Reads the catalogue at start, every hour, and when asked; and the balance when asked."""

    def __init__(self, database: Database, provider: PanelClient, options: WorkerOptions) -> None:
        self._database = database
        self._provider = provider
        self._options = options
        self._failures = 0

    async def prepare(self) -> None:
        """Take over what is known of the panel, and have its catalogue read now."""
        async with self._database.begin() as session:
            state = await panel_state.get_for_change(session)
            self._provider.capabilities.learn(state.capabilities)
            # The reader may have learned something since: the whole list is read once.
            state.list_digest, state.sync_at = "", None

    async def step(self) -> bool:
        """Tell the balance to who asked, and read the catalogue if it is time."""
        await self._tell_balance()
        async with self._database.begin() as session:
            mine = await syncs.begin_due(session, self._options.clock())
        if mine:
            await self._sync_or_retry()
        return False

    async def _tell_balance(self) -> None:
        async with self._database.read() as session:
            state = await panel_state.get(session)
        # Of a held panel the breaker asks.
        if state.balance_watchers and state.hold is Hold.NONE:
            await self._record_balance()

    async def _record_balance(self) -> None:
        now = self._options.clock()
        try:
            money = await self._provider.balance()
        except PanelError as error:
            logger.warning("balance_failed", extra={"error": error.text})
            async with self._database.begin() as session:
                balances.answer_watchers(session, await panel_state.get_for_change(session), now)
            return
        async with self._database.begin() as session:
            await balances.record(session, money.amount, money.currency, now)

    async def _sync_or_retry(self) -> None:
        try:
            believed = await self.sync()
        except PanelError as error:
            logger.warning("sync_failed", extra={"error": error.text})
            believed = False
        wait = timedelta(seconds=self._options.sync_seconds)
        if not believed:
            wait = pause(self._failures)
        self._failures = 0 if believed else self._failures + 1
        async with self._database.begin() as session:
            await syncs.set_next(session, self._options.clock() + wait)

    async def sync(self) -> bool:
        """Make the stored list equal to the panel's; `False` if the panel's is not to be believed.

        Raises:
            ProviderError: there is no list to be had; the stored one stays.
        """
        async with self._database.read() as session:
            known = (await panel_state.get(session)).list_digest
        found = await self._list(known)
        if self._provider.capabilities.refill is False:
            await self._provider.probe()  # it may have them by now
        await self._record_balance()
        if known and found.digest == known:
            await self._record_same()
            return True
        if found.services or found.skipped:
            await self._record_skipped(found)
        if await self._is_accident(found):
            return False
        with collector.paused():
            while not await self._store(found):
                logger.info("catalogue_changed_meanwhile")
        return True

    async def _list(self, known: str) -> ServiceList:
        try:
            return await self._provider.services(known)
        except NoListError as error:
            logger.warning("no_list", extra={"error": error.text})
            return ServiceList((), skipped=0)

    async def _record_skipped(self, found: ServiceList) -> None:
        """Tell owners of services that cannot be read, and anew when there are many more."""
        async with self._database.begin() as session:
            state = await panel_state.get_for_change(session)
            state.skipped = found.skipped
            state.skipped_told = min(state.skipped_told, found.skipped)
            if found.skipped - state.skipped_told <= HANDFUL:
                return
            state.skipped_told = found.skipped
            outbox_store.add_alert(
                session,
                self._options.owners,
                Alert.SERVICES_SKIPPED,
                self._options.clock(),
                skipped=found.skipped,
                examples=list(found.examples),
            )

    async def _record_same(self) -> None:
        async with self._database.begin() as session:
            self._record_list(
                session, await panel_state.get_for_change(session), self._options.clock()
            )

    def _record_list(self, session: Session, state: PanelState, now: datetime) -> None:
        """Note that the panel has told the list that is stored."""
        if state.shrunk is Shrunk.TOLD:
            outbox_store.add_alert(session, self._options.owners, Alert.CATALOGUE_WHOLE, now)
        state.shrunk, state.synced_at = Shrunk.NO, now
        panel_state.record_capabilities(state, self._provider.capabilities.as_dict())
        self._provider.capabilities.learn(state.capabilities)

    async def _is_accident(self, found: ServiceList) -> bool:
        """Return whether a list is too short to be believed; owners hear of it once."""
        size = len(found.services)
        async with self._database.begin() as session:
            state = await panel_state.get_for_change(session)
            stored = await catalogue.count(session)
            if size and (size * SHRUNK >= stored or state.shrunk is Shrunk.BELIEVED):
                return False
            logger.warning("list_not_believed", extra={"services": size, "stored": stored})
            if stored and state.shrunk is Shrunk.NO:
                state.shrunk, owners = Shrunk.TOLD, self._options.owners
                alert, now = Alert.CATALOGUE_SHRANK, self._options.clock()
                outbox_store.add_alert(session, owners, alert, now, found=size, stored=stored)
        return True

    async def _store(self, found: ServiceList) -> bool:
        """Write a list down; `False` if the stored one was changed while they were compared."""
        async with self._database.read() as session:
            stored = await panel_list.read(session)
        changes = await asyncio.to_thread(compare, stored, found.services)
        now = self._options.clock()
        async with self._database.begin() as session:
            state = await panel_state.get_for_change(session)  # one process writes the catalogue
            if state.catalogue_version != stored.version:
                return False
            seen = state.synced_at or now
            await panel_list.write(session, changes, now=now, last_seen_at=seen)
            self._record_list(session, state, now)
            state.list_digest = found.digest
            if stored.is_stocked:
                self._tell(session, changes, found, state, now)
        logger.info(
            "catalogue_synced",
            extra={
                "services": len(found.services),
                "skipped": found.skipped,
                "new": len(changes.new),
                "changed": len(changes.changed),
                "moved": len(changes.moved),
                "gone": len(changes.gone),
            },
        )
        return True

    def _tell(
        self,
        session: Session,
        changes: Changes,
        found: ServiceList,
        state: PanelState,
        now: datetime,
    ) -> None:
        """Tell owners what has changed, if that is news."""
        if not changes.headlines:
            return
        payload = {
            "services": len(found.services),
            "currency": state.currency,
            "headlines": changes.headlines,
        }
        for owner in self._options.owners:
            outbox_store.add(session, owner, CatalogueMessage.NEWS, payload, now)
