"""The composition root: the one file that knows every part."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.backups.handlers import BackupSender
from bot.broadcasts.handlers.broadcast_sender import BroadcastSender
from bot.catalogue.live import LiveCatalogue
from bot.config.settings import Settings
from bot.core.access.administrators import Administrators
from bot.core.access.floods import FloodLimits, Floods
from bot.core.charts.helper import Helper
from bot.core.clock import Clock
from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.database.migrate import migrate
from bot.core.inbox.update_inbox import UpdateInbox
from bot.core.languages import Catalogues
from bot.core.outbox.push import Push
from bot.core.outbox.undelivered import Undelivered
from bot.core.process import Part
from bot.core.redaction import Redactor
from bot.core.telegram.application import build_application
from bot.core.telegram.context import BotServices
from bot.core.telegram.handlers import ALLOWED_UPDATES
from bot.core.telegram.limiter import Limiter, RateLimits
from bot.core.telegram.polling import Poller
from bot.core.telegram.token_watch import TokenWatch
from bot.features import FEATURES, migrate_chat, undelivered
from bot.options import backup_plan, concealer, crypto_pay, storefront, worker_options
from bot.owners.service import metrics, problems
from bot.panel.dependencies import PanelDependencies
from bot.panel.options import panel_account, panel_client, panel_set_up, try_account
from bot.payments.dependencies import ConfiguredMethods
from bot.payments.gateways.crypto_pay import CryptoPayGateway
from bot.payments.gateways.crypto_pay_api import CryptoPayApi
from bot.payments.gateways.stars import StarsGateway
from bot.payments.rules.gateways import Gateway
from bot.payments.rules.methods import CRYPTO_PAY, STARS
from bot.pricing.service import currency
from bot.reports.handlers.export_sender import ExportSender
from bot.workers import WorkerParts, Workers

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from bot.core.monitoring import Monitor
    from bot.core.telegram.webhook import Webhook


class Parts:
    """Every part of the bot, put together as it was set.

    Args:
        rate_limits: how fast may be sent; `None`: Telegram's own limits.
        flood_limits: how much a person or a group may send; `None`: that of the bot itself.

    Raises:
        SettingsError: the catalogue's file is at fault.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        rate_limits: RateLimits | None,
        flood_limits: FloodLimits | None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self.owners = frozenset(settings.owner_ids)
        self._redact = Redactor(settings.secrets())
        self.catalogues = Catalogues(at_once=FEATURES.descriptions)
        self._refill_wait = timedelta(hours=settings.provider_refill_hours)
        self._painter = Helper("bot.core.charts.drawing")
        self.database = Database(settings.database_url)
        app_at_crypto_pay = crypto_pay(settings)
        self._crypto_pay = CryptoPayApi(app_at_crypto_pay) if app_at_crypto_pay else None
        self.catalogue = LiveCatalogue(self.database, storefront(settings))
        sells = self.catalogue.storefront.selling is not None
        self.features = FEATURES if sells else FEATURES.without_wallets()
        self._token_watch = TokenWatch()
        self.application = build_application(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            self._services(flood_limits),
            features=self.features,
            limiter=Limiter(rate_limits, on_unknown_token=self._token_watch.record_refusal),
            redact=self._redact,
        )
        self.leases = Leases(self.database, clock)
        self.inbox = self._inbox()
        self.poller = Poller(self.application.bot, self.inbox, ALLOWED_UPDATES)
        self.workers = self._workers()

    def _services(self, flood_limits: FloodLimits | None) -> BotServices:
        """Return what handlers work with."""
        return BotServices(
            database=self.database,
            parts={
                LiveCatalogue: self.catalogue,
                Undelivered: undelivered,
                PanelDependencies: panel_set_up(self._settings),
                ConfiguredMethods: ConfiguredMethods(
                    (STARS, CRYPTO_PAY) if self._crypto_pay else (STARS,)
                ),
            },
            maintenance=lambda: self.catalogue.maintenance,
            catalogues=self.catalogues,
            owners=self.owners,
            is_open=self._settings.access == "open",
            clock=self._clock,
            administrators=Administrators(),
            floods=Floods(self.owners, flood_limits),
            painter=self._painter,
            commands=self.features.commands,
            help=self.features.help,
            start_links=FEATURES.start_links,
            refill_wait=self._refill_wait,
            migrate_chat=migrate_chat,
            personal=FEATURES.personal,
            started_at=self._clock(),
            redact=self._redact,
        )

    def _inbox(self) -> UpdateInbox:
        return UpdateInbox(
            self.database,
            self.application,
            self.leases,
            self._clock,
            migrate_chat=migrate_chat,
            alert_owners=problems.alert,
            owners=tuple(sorted(self.owners)),
            redact=self._redact,
            concealer=concealer(self._settings, FEATURES.secret_questions),
        )

    def _workers(self) -> Workers:
        bot, database, catalogues = self.application.bot, self.database, self.catalogues
        settings = self._settings
        push = Push(
            bot,
            database,
            catalogues,
            self._clock,
            refill_wait=self._refill_wait,
            composers=FEATURES.composers,
        )
        parts = WorkerParts(
            database=database,
            leases=self.leases,
            options=worker_options(settings, self._clock),
            storefront=self.catalogue.storefront,
            account=panel_account(settings),
            connect=partial(panel_client, settings),
            try_account=partial(try_account, settings),
            sender=push,
            export_sender=ExportSender(bot, database, catalogues, self._redact),
            broadcast_sender=BroadcastSender(bot, database, catalogues, self._clock),
            backup_sender=BackupSender(bot, database, catalogues),
            backup_plan=backup_plan(settings),
            personal=FEATURES.personal,
            migrate_chat=migrate_chat,
            undelivered=undelivered,
            gateways={it.code: it for it in self._gateways()},
        )
        return Workers(parts)

    def _gateways(self) -> Sequence[Gateway]:
        """Return the ways by which money arrives without anybody's hand."""
        bot, database, catalogues = self.application.bot, self.database, self.catalogues
        gateways: list[Gateway] = [StarsGateway(bot, database, catalogues)]
        if self._crypto_pay is not None:
            gateways.append(CryptoPayGateway(self._crypto_pay, bot, database, catalogues))
        return gateways

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
        return Webhook(options, self.inbox, self._monitor(), self._webhooks_of_others())

    def _webhooks_of_others(self) -> "list[RouteDef]":
        """Return where gateways tell of payments."""
        from bot.payments.handlers.crypto_pay_webhook import CryptoPayWebhook  # noqa: PLC0415 - as above

        token = self._settings.crypto_pay_token.get_secret_value()
        if not token or self.catalogue.storefront.selling is None:
            return []
        path = self._settings.crypto_pay_path
        return CryptoPayWebhook(path, token, self.database, self._clock).routes()

    def _monitor(self) -> "Monitor":
        from bot.core.monitoring import Monitor  # noqa: PLC0415 - a whole server

        return Monitor(self.database, self._clock, metrics.read)

    async def watch_token(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set whether Telegram still knows the token.

        Raises:
            InvalidToken: it does not.
        """
        await self._token_watch.run(self.application.bot, stop)

    def monitors(self) -> tuple[Part, ...]:
        """Return what answers whoever watches over the process, if a port is set for it."""
        settings = self._settings
        if not settings.monitor_port:
            return ()
        return (partial(self._monitor().run, settings.host, settings.monitor_port),)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Bring the database to this version's schema; close everything at the end."""
        try:
            await migrate(self.database)
            selling = self.catalogue.storefront.selling
            if selling is not None:
                async with self.database.begin() as session:
                    await currency.settle(session, selling)
            yield
        finally:
            await self._painter.close()
            if self._crypto_pay is not None:
                await self._crypto_pay.aclose()
            await self.database.close()
