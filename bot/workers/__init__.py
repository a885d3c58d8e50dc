"""All loops of a process: started together, stopped together."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from sqlmodel import SQLModel

from bot.backups.jobs import Backups, BackupSender
from bot.backups.rules import BackupPlan
from bot.backups.tables import BackupState
from bot.broadcasts.jobs import Broadcaster, BroadcastSender
from bot.broadcasts.tables import Recipient
from bot.catalogue.rules.storefront import Storefront
from bot.chats.jobs import Forgetter
from bot.core.database import claims
from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.database.watermark import NOTHING
from bot.core.inbox.tables import InboxUpdate
from bot.core.loops.loop import HOUSEKEEPING_SECONDS, IDLE_SECONDS, Loop
from bot.core.loops.options import FINISH_SECONDS, MONEY_SECONDS, WorkerOptions
from bot.core.outbox.notifier import Notifier, Rerouting, Sender
from bot.core.outbox.tables import OutboxMessage
from bot.core.outbox.undelivered import Undelivered
from bot.core.personal import PersonalData
from bot.core.supergroups import MoveChat
from bot.orders.service import lost
from bot.orders.store import status_checks
from bot.orders.tables import Order
from bot.owners.jobs import Reporter
from bot.owners.service import problems, restored
from bot.panel.api.client import PanelClient
from bot.panel.api.connected import ConnectedPanel
from bot.panel.jobs.checks import PanelChecks, Try
from bot.panel.jobs.removal import Removal
from bot.panel.rules.accounts import PanelAccount
from bot.payments.jobs.asking import Asking
from bot.payments.jobs.reconciliation import Reconciliation
from bot.payments.jobs.refunds import Refunds
from bot.payments.jobs.top_ups import TopUps
from bot.payments.rules.gateways import Gateway
from bot.payments.tables import GatewayCheck, Payment, TopUp
from bot.pricing.jobs import PriceWatch
from bot.refills.tables import CancelRequest, Refill
from bot.reports.jobs.exports import Exporter, ExportSender
from bot.reports.jobs.weekly import WeeklySummaries
from bot.reports.tables import Export
from bot.spending.jobs import Approvals
from bot.wallet.jobs import BookKeeper, LowBalances
from bot.workers.of_panel import PanelWorkers
from bot.workers.panels import Panels

logger = logging.getLogger(__name__)

LEASED: tuple[type[SQLModel], ...] = (
    Order,
    Refill,
    CancelRequest,
    OutboxMessage,
    InboxUpdate,
    Export,
    Recipient,
    BackupState,
    TopUp,
    Payment,
    GatewayCheck,
)
"""The tables whose rows are worked on under a lease."""

STOP_SECONDS = MONEY_SECONDS + FINISH_SECONDS  # what hangs even then is left as it is


class Workers:
    """What takes orders and requests to the panel, follows them, and tells the chats."""

    def __init__(
        self,
        database: Database,
        panel: PanelClient,
        sender: Sender,
        leases: Leases,
        options: WorkerOptions,
        *,
        storefront: Storefront,
        account: PanelAccount,
        reach: Callable[[str, Mapping[str, str]], PanelClient | None],
        try_account: Try,
        export_sender: ExportSender,
        broadcast_sender: BroadcastSender,
        backup_sender: BackupSender,
        backup_plan: BackupPlan | None,
        personal: Sequence[PersonalData],
        move_chat: MoveChat,
        undelivered: Undelivered,
        gateways: Mapping[str, Gateway],
    ) -> None:
        self._database = database
        self._options = options
        self._unanswered: Sequence[Order] = ()

        def of_panel(connected: ConnectedPanel) -> PanelWorkers:
            return PanelWorkers(
                database,
                connected,
                leases,
                options,
                storefront=storefront,
                unanswered=self._unanswered,
            )

        self._panels = Panels(
            database, options, account=account, client=panel, reach=reach, of_panel=of_panel
        )
        rerouting = Rerouting(
            pass_on=undelivered.pass_on,
            drop_chat=undelivered.drop_chat,
            move_chat=move_chat,
            alert_owners=problems.alert,
        )
        self._notifier = Notifier(database, sender, rerouting, leases, options)
        self._exporter = Exporter(
            database, export_sender, leases, options, move_chat=move_chat, undelivered=undelivered
        )
        self._approvals = Approvals(database, options)
        self._broadcaster = Broadcaster(
            database,
            broadcast_sender,
            leases,
            options,
            move_chat=move_chat,
            undelivered=undelivered,
        )
        self._backups = (
            Backups(database, backup_sender, leases, options, backup_plan) if backup_plan else None
        )
        self._prices = PriceWatch.of(database, options, storefront)
        self._forgetter = Forgetter(database, options, personal)
        self._removal = Removal(database)
        self._checks = PanelChecks(database, options, try_account)
        self._reporter = Reporter(database, options)
        self._weekly = WeeklySummaries(database, options)
        self._payments: dict[str, TopUps | Asking | Refunds] = (
            {
                "top_ups": TopUps(database, gateways, leases, options),
                "asking": Asking(database, gateways, leases, options),
                "refunds": Refunds(database, gateways, leases, options),
            }
            if options.has_wallets
            else {}
        )
        self._reconciliation = (
            Reconciliation(database, gateways, leases, options) if options.has_wallets else None
        )
        self._books = BookKeeper(database, options) if options.has_wallets else None
        self._low = LowBalances(database, options) if options.has_wallets else None
        self._loops = (*self._work(), *self._housekeeping())

    def _work(self) -> Iterator[Loop]:
        """Return the loops over what somebody waits for."""
        idle = IDLE_SECONDS
        yield Loop("notifier", self._notifier.step, self._notifier.wake, idle)
        yield Loop("exporter", self._exporter.step, self._exporter.wake, idle)
        yield Loop("broadcaster", self._broadcaster.step, self._broadcaster.wake, idle)
        yield Loop("panel_checks", self._checks.step, self._checks.wake, idle)
        for name, payments in self._payments.items():
            yield Loop(name, payments.step, payments.wake, idle)

    def _housekeeping(self) -> Iterator[Loop]:
        """Return the loops over what nobody waits for."""
        idle = HOUSEKEEPING_SECONDS
        yield Loop("approvals", self._approvals.step, asyncio.Event(), idle)
        yield Loop("forgetter", self._forgetter.step, asyncio.Event(), idle)
        yield Loop("removal", self._removal.step, asyncio.Event(), idle)
        yield Loop("reporter", self._reporter.step, asyncio.Event(), idle)
        yield Loop("weekly", self._weekly.step, asyncio.Event(), idle)
        if self._prices is not None:
            yield Loop("prices", self._prices.step, self._prices.wake, idle)
        if self._reconciliation is not None:
            reading = self._reconciliation
            yield Loop("reconciliation", reading.step, reading.wake, idle)
        if self._books is not None:
            yield Loop("books", self._books.step, asyncio.Event(), idle)
        if self._low is not None:
            yield Loop("low_balances", self._low.step, asyncio.Event(), idle)
        if self._backups is not None:
            yield Loop("backups", self._backups.step, self._backups.wake, idle)

    async def sync_now(self) -> None:
        """Read the panels' lists at once."""
        await self._panels.sync()

    async def recover(self) -> None:
        """Free what a killed process held. Only for the one process of a database."""
        await self._settle_earlier_copy()
        async with self._database.begin() as session:
            now = self._options.clock()
            await claims.release_all(session, LEASED)
            await status_checks.make_due(session, now)
            self._unanswered = await lost.give_up_all(session, self._options.owners, now)

    async def _settle_earlier_copy(self) -> None:
        """Make a copy of the database that was put back by hand safe to go on with."""
        watermark = self._database.watermark
        reached = watermark.read()
        if reached == NOTHING:
            return
        async with self._database.begin() as session:
            now, owners = self._options.clock(), self._options.owners
            is_behind = await restored.settle_if_behind(session, reached, now, owners)
        if is_behind:
            watermark.forget()

    def wake(self) -> None:
        """Have all loops check at once: the clock may have been moved."""
        for loop in self._loops:
            loop.wake.set()
        self._panels.wake_all()

    async def run(self, stop: asyncio.Event) -> None:
        """Run all loops until `stop` is set; what is on its way is finished and written down."""
        async with asyncio.TaskGroup() as tasks:
            for it in self._loops:
                tasks.create_task(it.run(stop), name=it.name)
            tasks.create_task(self._panels.run(stop), name="panels")
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(
                    self._notifier.finish(),
                    self._exporter.finish(),
                    self._broadcaster.finish(),
                    self._checks.finish(),
                    *([self._backups.finish()] if self._backups else []),
                    *(it.finish() for it in self._payments.values()),
                    *([self._reconciliation.finish()] if self._reconciliation else []),
                )
