"""The stored catalogue follows the panel's; people browse the stored one, panel up or down."""

import logging
from datetime import datetime, timedelta

from bot.domain.catalogue import platform_of
from bot.domain.notices import Alert
from bot.domain.services import Service
from bot.provider.client import ProviderClient
from bot.provider.errors import ProviderError
from bot.provider.reader import ServiceList
from bot.storage import catalogue, outbox, panel
from bot.storage.engine import Database, Session
from bot.storage.tables import Hold
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

SHRUNK = 2
"""A list that is so many times shorter than the stored one is taken for an accident."""


class CatalogueSync:
    """Reads the catalogue at start, every hour, and when asked; and the balance when asked."""

    def __init__(
        self, database: Database, provider: ProviderClient, options: WorkerOptions
    ) -> None:
        self._database = database
        self._provider = provider
        self._options = options
        self._failures = 0
        self._alarmed = False

    async def prepare(self) -> None:
        """Take over what is known of the panel, and have its catalogue read now."""
        async with self._database.begin() as session:
            self._provider.capabilities.learn((await panel.look(session)).capabilities)
            await panel.set_sync(session, None)

    async def step(self) -> bool:
        """Tell the balance to who asked, and read the catalogue if it is time."""
        await self._tell_balance()
        async with self._database.begin() as session:
            mine = await panel.take_sync(session, self._options.clock())
        if mine:
            await self._sync_or_retry()
        return False

    async def _tell_balance(self) -> None:
        async with self._database.read() as session:
            state = await panel.look(session)
        # Of a held panel the breaker asks.
        if state.balance_watchers and state.hold is Hold.NONE:
            await self._note_balance()

    async def _note_balance(self) -> None:
        now = self._options.clock()
        try:
            money = await self._provider.balance()
        except ProviderError as error:
            logger.warning("balance_failed", extra={"error": error.text})
            async with self._database.begin() as session:
                panel.answer_watchers(session, await panel.get_for_change(session), now)
            return
        async with self._database.begin() as session:
            await panel.note_balance(session, money.amount, money.currency, now)

    async def _sync_or_retry(self) -> None:
        try:
            await self.sync()
            self._failures = 0
            wait = timedelta(seconds=self._options.sync_seconds)
        except ProviderError as error:
            logger.warning("sync_failed", extra={"error": error.text})
            wait = pause(self._failures)
            self._failures += 1
        async with self._database.begin() as session:
            await panel.set_sync(session, self._options.clock() + wait)

    async def sync(self) -> None:
        """Make the stored catalogue equal to the panel's.

        Raises:
            ProviderError: there is no list to be had; the stored one stays.
        """
        found = await self._provider.services()
        capabilities = self._provider.capabilities
        if capabilities.refill is False:
            await self._provider.probe()  # it may have them by now
        await self._note_balance()
        now = self._options.clock()
        async with self._database.begin() as session:
            state = await panel.get_for_change(session)  # one process writes the catalogue
            stored = await catalogue.count(session)
            if len(found.services) * SHRUNK < stored:
                if not self._alarmed:
                    self._alarm(session, found, stored, now)
                return
            self._alarmed = False
            result = await catalogue.store(session, found.services, _platforms(found), now)
            state.synced_at = now
            panel.note_capabilities(state, capabilities.as_dict())
            capabilities.learn(state.capabilities)
        logger.info(
            "catalogue_synced",
            extra={
                "services": len(found.services),
                "skipped": found.skipped,
                "new": result.new,
                "changed": result.changed,
                "gone": result.gone,
            },
        )

    def _alarm(self, session: Session, found: ServiceList, stored: int, now: datetime) -> None:
        self._alarmed = True
        outbox.add_alert(
            session,
            self._options.owners,
            Alert.CATALOGUE_SHRANK,
            now,
            found=len(found.services),
            stored=stored,
        )


def _platforms(found: ServiceList) -> dict[str, str]:
    """Return the platform of each category, by its name or by its first service's."""
    first: dict[str, Service] = {}
    for service in found.services:
        first.setdefault(service.category, service)
    return {name: platform_of(name, service.name) for name, service in first.items()}
