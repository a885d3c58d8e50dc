"""The ways to run the bot, and the order in which its parts start and stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.composition import Parts
from bot.config.settings import Settings
from bot.core.access.floods import FloodLimits
from bot.core.clock import Clock, utc_now
from bot.core.database.instance_lock import hold_database
from bot.core.process import Part, run_until, serve
from bot.core.telegram import commands
from bot.core.telegram.application import closed, connect
from bot.core.telegram.handlers import ALLOWED_UPDATES
from bot.core.telegram.limiter import RateLimits

logger = logging.getLogger(__name__)


class App(Parts):
    """The bot on one database: all of it in one process, or as web and worker processes.

    Each way serves until `stop` is set or a part dies, and stops in the order in which nothing is
    lost: no new updates, those in hand handled, then the loops.

    Args:
        menus: whether Telegram is told the commands, in each scope and language, at the start.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        rate_limits: RateLimits | None = None,
        flood_limits: FloodLimits | None = None,
        menus: bool = True,
    ) -> None:
        super().__init__(settings, clock=clock, rate_limits=rate_limits, flood_limits=flood_limits)
        self._has_menus = menus

    async def run(self, stop: asyncio.Event, started: asyncio.Event | None = None) -> None:
        """Do everything in one process, with long polling, until `stop` is set.

        Args:
            started: is set once the bot listens.

        Raises:
            InvalidToken: Telegram does not know the token.
            SchemaError: the database is newer than this code, or cannot be used.
            CurrencyChangedError: the wallets have another currency than is configured.
            AlreadyRunningError: another process runs the bot on this database.
        """

        async def begin() -> Sequence[Part]:
            await self.workers.recover()
            await self.catalogue.refresh()
            return self.poller.run, self.inbox.run, self.catalogue.run, self.workers.run

        await self._run(begin, stop, started, alone=True)

    async def web(self, stop: asyncio.Event, started: asyncio.Event | None = None) -> None:
        """Take updates by webhook and handle them; any number of processes on one PostgreSQL.

        Raises:
            InvalidToken, SchemaError: as `run`.
            WebhookRefusedError: Telegram does not send updates to this address.
            OSError: the port is taken.
        """

        async def begin() -> Sequence[Part]:
            await self.catalogue.refresh()
            webhook = self.webhook()
            await webhook.register(self.application.bot, ALLOWED_UPDATES)
            return webhook.run, self.inbox.run, self.catalogue.run

        await self._run(begin, stop, started)

    async def work(self, stop: asyncio.Event, started: asyncio.Event | None = None) -> None:
        """Run the worker loops; any number of processes on one PostgreSQL.

        Raises:
            InvalidToken, SchemaError: as `run`.
        """

        async def begin() -> Sequence[Part]:
            return (self.workers.run,)

        await self._run(begin, stop, started)

    async def _run(
        self,
        begin: Callable[[], Awaitable[Sequence[Part]]],
        stop: asyncio.Event,
        started: asyncio.Event | None,
        *,
        alone: bool = False,
    ) -> None:
        """Open all that is needed, in this order, and serve the parts that `begin` returns."""
        hold = hold_database(self.database, alone=alone)
        async with self.open(), hold as keep, closed(self.application):
            if not await run_until(stop, connect(self.application)):
                return
            await self.application.start()
            parts = await begin()
            always = self.leases.run, keep, self.watch_token
            await self._serve((*parts, *always, *self.monitors()), stop, started)

    async def _serve(
        self, parts: Sequence[Part], stop: asyncio.Event, started: asyncio.Event | None
    ) -> None:
        menus = asyncio.create_task(self._register_menus(), name="menus")
        logger.info("started", extra={"bot": self.application.bot.username})
        if started is not None:
            started.set()
        try:
            await serve(parts, stop)
        finally:
            menus.cancel()

    async def _register_menus(self) -> None:
        if self._has_menus:
            bot, owners = self.application.bot, self.owners
            await commands.register(bot, self.catalogues, owners, self.features.menus)
