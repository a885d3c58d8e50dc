"""The composition root: the one file that knows every part, in their order of start and stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from tenacity import (
    AsyncRetrying,
    before_sleep_log,
    retry_if_exception,
    wait_exponential_jitter,
)

from bot.backups.handlers import BackupSender
from bot.broadcasts.handlers.broadcast_sender import BroadcastSender
from bot.catalogue.file import load_overrides
from bot.catalogue.live import LiveCatalogue
from bot.config import Settings
from bot.core.access.administrators import Administrators
from bot.core.access.throttle import Floods, Patience
from bot.core.charts.helper import Helper
from bot.core.database.engine import Database
from bot.core.database.instance_lock import hold_database
from bot.core.database.leases import Leases
from bot.core.database.migrate import migrate
from bot.core.inbox.update_inbox import UpdateInbox
from bot.core.languages import Catalogues
from bot.core.outbox.push import Push
from bot.core.outbox.undelivered import Undelivered
from bot.core.process import Part, run_until, serve
from bot.core.redaction import Redactor
from bot.core.telegram import commands
from bot.core.telegram.application import build_application
from bot.core.telegram.context import BotServices
from bot.core.telegram.handlers import ALLOWED_UPDATES
from bot.core.telegram.limiter import Limiter, Paces
from bot.core.telegram.polling import Poller
from bot.features import FEATURES, move_chat, undelivered
from bot.options import backup_plan, panel_account, panel_options, worker_options
from bot.owners.service import metrics, problems
from bot.panel.api.client import PanelClient
from bot.reports.handlers.export_sender import ExportSender
from bot.workers import Workers

if TYPE_CHECKING:
    from bot.core.monitoring import Monitor
    from bot.core.telegram.webhook import Webhook

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)


class App:
    """The bot on one database: all of it in one process, or as web and worker processes.

    Each way serves until `stop` is set or a part dies, and stops in the order in which nothing is
    lost: no new updates, those in hand handled, then the loops.

    Args:
        paces: how fast may be sent; Telegram's own limits if not given.
        patience: how much a person or a group may send; that of the bot itself if not given.
        menus: whether Telegram is told the commands, in each scope and language, at the start.

    Raises:
        SettingsError: the file with the catalogue's shape is at fault.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        paces: Paces | None = None,
        patience: Patience | None = None,
        menus: bool = True,
    ) -> None:
        redact = Redactor(settings.secrets())
        self.database = Database(settings.database_url)
        self.panel = PanelClient(panel_options(settings))
        self.catalogue = LiveCatalogue(self.database, load_overrides(settings.catalogue_file))
        catalogues = Catalogues()
        self._settings = settings
        self._clock = clock
        self._has_menus = menus
        self._owners = frozenset(settings.owner_ids)
        self._catalogues = catalogues
        refill_wait = timedelta(hours=settings.provider_refill_hours)
        self._painter = Helper("bot.core.charts.drawing")
        services = BotServices(
            database=self.database,
            parts={LiveCatalogue: self.catalogue, Undelivered: undelivered},
            maintenance=lambda: self.catalogue.maintenance,
            catalogues=catalogues,
            owners=self._owners,
            is_open=settings.access == "open",
            clock=clock,
            administrators=Administrators(),
            floods=Floods(self._owners, patience),
            painter=self._painter,
            commands=FEATURES.commands,
            help=FEATURES.help,
            start_links=FEATURES.start_links,
            refill_wait=refill_wait,
            move_chat=move_chat,
            personal=FEATURES.personal,
            started_at=clock(),
            redact=redact,
        )
        self.application = build_application(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            services,
            features=FEATURES,
            limiter=Limiter(paces),
            redact=redact,
        )
        self._leases = Leases(self.database, clock)
        self.inbox = UpdateInbox(
            self.database,
            self.application,
            self._leases,
            clock,
            move_chat=move_chat,
            alert_owners=problems.alert,
            owners=tuple(sorted(self._owners)),
            redact=redact,
        )
        bot = self.application.bot
        self._poller = Poller(bot, self.inbox, ALLOWED_UPDATES)
        self.workers = Workers(
            self.database,
            self.panel,
            Push(
                bot,
                self.database,
                catalogues,
                clock,
                refill_wait=refill_wait,
                composers=FEATURES.composers,
            ),
            self._leases,
            worker_options(settings, clock),
            file=self.catalogue.file,
            account=panel_account(settings),
            export_sender=ExportSender(bot, self.database, catalogues, redact),
            broadcast_sender=BroadcastSender(bot, self.database, catalogues),
            backup_sender=BackupSender(bot, self.database, catalogues),
            backup_plan=backup_plan(settings),
            personal=FEATURES.personal,
            move_chat=move_chat,
            undelivered=undelivered,
        )

    async def run(self, stop: asyncio.Event, started: asyncio.Event | None = None) -> None:
        """Do everything in one process, with long polling, until `stop` is set.

        Args:
            started: is set once the bot listens.

        Raises:
            InvalidToken: Telegram does not know the token.
            SchemaError: the database is newer than this code, or cannot be used.
            AlreadyRunningError: another process runs the bot on this database.
        """

        async def begin() -> Sequence[Part]:
            await self.workers.recover()
            await self.catalogue.refresh()
            return self._poller.run, self.inbox.run, self.catalogue.run, self.workers.run

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

    def webhook(self) -> "Webhook":
        """Return what takes updates from Telegram, and is asked how the process is."""
        from bot.core.telegram.webhook import Webhook, WebhookOptions  # noqa: PLC0415 - a whole server

        settings = self._settings
        options = WebhookOptions(
            base_url=settings.webhook_url,
            path=settings.webhook_path,
            secret=settings.expected_webhook_secret,
            host=settings.host,
            port=settings.port,
        )
        return Webhook(options, self.inbox, self._monitor())

    def _monitor(self) -> "Monitor":
        from bot.core.monitoring import Monitor  # noqa: PLC0415 - a whole server

        return Monitor(self.database, self._clock, metrics.read)

    def _monitors(self) -> tuple[Part, ...]:
        """Return what answers whoever watches over the process, if a port is set for it."""
        settings = self._settings
        if not settings.monitor_port:
            return ()
        return (partial(self._monitor().run, settings.host, settings.monitor_port),)

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
        async with self._open(), hold as keep, self._closed_application():
            if not await run_until(stop, self._connect()):
                return
            await self.application.start()
            parts = await begin()
            await self._serve((*parts, self._leases.run, keep, *self._monitors()), stop, started)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        try:
            await migrate(self.database)
            yield
        finally:
            await self._painter.close()
            await self.panel.aclose()
            await self.database.close()

    @asynccontextmanager
    async def _closed_application(self) -> AsyncIterator[None]:
        """Close the connections to Telegram at the end, however far the start has come."""
        try:
            yield
        finally:
            if self.application.running:
                await self.application.stop()
            await self.application.shutdown()
            await self.application.bot.shutdown()  # PTB leaves those of a start that has failed

    async def _connect(self) -> None:
        """Ask Telegram who we are; without a network at start, wait for it."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            wait=wait_exponential_jitter(multiplier=1, max=30),
            before_sleep=before_sleep_log(logger, logging.WARNING),
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                await self.application.initialize()

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
            bot, owners = self.application.bot, self._owners
            await commands.register(bot, self._catalogues, owners, FEATURES.menus)


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, BadRequest | InvalidToken):
        return False
    return isinstance(error, NetworkError | RetryAfter)
