"""The composition root: the one file that knows every part, in their order of start and stop."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from tenacity import (
    AsyncRetrying,
    before_sleep_log,
    retry_if_exception,
    wait_exponential_jitter,
)

from bot.config import Settings
from bot.i18n import Catalogues
from bot.provider.client import ProviderClient, ProviderOptions
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.sole import sole_process
from bot.telegram import commands
from bot.telegram.administrators import Administrators
from bot.telegram.application import build_application
from bot.telegram.context import Services
from bot.telegram.handlers import ALLOWED_UPDATES
from bot.telegram.handlers.errors import tell_of_failure
from bot.telegram.limiter import Limiter, Paces
from bot.telegram.push import Push
from bot.telegram.updates import Poller, UpdateInbox
from bot.worker.options import WorkerOptions
from bot.worker.workers import Workers

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)


class App:
    """The whole bot in one process: long polling, handlers and worker loops on one database.

    `run(stop)` starts everything, serves until `stop` is set or a part dies, and stops in the
    order in which nothing is lost: no new updates, those in hand handled, then the loops.

    Args:
        paces: how fast may be sent; Telegram's own limits if not given.
    """

    def __init__(
        self, settings: Settings, *, clock: Clock = utc_now, paces: Paces | None = None
    ) -> None:
        self.database = Database(settings.database_url)
        self.provider = ProviderClient(provider_options(settings))
        catalogues = Catalogues()
        self._owners = frozenset(settings.owner_ids)
        self._catalogues = catalogues
        services = Services(
            database=self.database,
            catalogues=catalogues,
            owners=self._owners,
            is_open=settings.access == "open",
            clock=clock,
            administrators=Administrators(),
            note_failure=self._note_failure,
        )
        self.application = build_application(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            services,
            Limiter(paces),
        )
        self.inbox = UpdateInbox(
            self.database,
            self.application,
            clock,
            on_poisoned=lambda update, reference: tell_of_failure(
                self.application, update, reference
            ),
        )
        bot = self.application.bot
        self._poller = Poller(bot, self.inbox, ALLOWED_UPDATES)
        self.workers = Workers(
            self.database,
            self.provider,
            Push(bot, self.database, catalogues, clock),
            WorkerOptions(
                owners=tuple(sorted(self._owners)),
                poll_seconds=settings.poll_seconds,
                concurrency=settings.provider_concurrency,
                clock=clock,
            ),
        )

    def _note_failure(self, update: Update, error: BaseException) -> None:
        self.inbox.note_failure(update, error)

    async def run(self, stop: asyncio.Event, *, started: asyncio.Event | None = None) -> None:
        """Serve until `stop` is set; `started` is set once the bot listens.

        Raises:
            InvalidToken: Telegram does not know the token.
            SchemaError: the database is newer than this code, or cannot be used.
            AlreadyRunningError: another process runs the bot on this database.
        """
        try:
            await migrate(self.database)
            async with sole_process(self.database):
                await self._connect()
                try:
                    await self.application.start()
                    await self._serve(stop, started)
                finally:
                    await self._close_application()
        finally:
            await self.provider.aclose()
            await self.database.close()

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

    async def _serve(self, stop: asyncio.Event, started: asyncio.Event | None) -> None:
        await self.workers.recover()
        await self.inbox.recover()
        polling, working = asyncio.Event(), asyncio.Event()
        parts = [
            asyncio.create_task(self._poller.run(polling), name="poller"),
            asyncio.create_task(self.workers.run(working), name="workers"),
        ]
        menus = asyncio.create_task(
            commands.register(self.application.bot, self._catalogues, self._owners), name="menus"
        )
        stopping = asyncio.create_task(stop.wait(), name="stop")
        logger.info("started", extra={"bot": self.application.bot.username})
        if started is not None:
            started.set()
        try:
            await asyncio.wait([*parts, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            logger.info("stopping")
            stopping.cancel()
            menus.cancel()
            polling.set()
            await asyncio.wait(parts[:1])
            await self.inbox.stop()
            working.set()
            await asyncio.gather(*parts)
            logger.info("stopped")

    async def _close_application(self) -> None:
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, BadRequest | InvalidToken):
        return False
    return isinstance(error, NetworkError | RetryAfter)


def provider_options(settings: Settings) -> ProviderOptions:
    """Return what the provider client needs of the settings."""
    return ProviderOptions(
        url=settings.provider_api_url,
        key=settings.provider_api_key.get_secret_value(),
        send_quantity=settings.provider_send_quantity,
        cancel_param=settings.provider_cancel_param,
        min_interval=settings.provider_min_interval,
        user_agent=settings.provider_user_agent,
        extra_params=settings.provider_extra_params,
        request_id_param=settings.provider_request_id_param,
        currency=settings.provider_currency,
    )
