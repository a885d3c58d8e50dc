"""All loops of a process: started together, stopped together."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.backups.jobs import Backups, BackupSender
from bot.backups.rules import BackupPlan
from bot.broadcasts.jobs import Broadcaster, BroadcastSender
from bot.catalogue.rules.storefront import Storefront
from bot.chats.jobs import Forgetter
from bot.core.database import claims
from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.database.watermark import NOTHING
from bot.core.loops.loop import HOUSEKEEPING_SECONDS, IDLE_SECONDS, Loop, finish
from bot.core.loops.options import FINISH_SECONDS, MONEY_SECONDS, WorkerOptions
from bot.core.outbox.notifier import Notifier, Sender
from bot.core.outbox.undelivered import Undelivered
from bot.core.personal import PersonalData
from bot.core.supergroups import MigrateChat
from bot.orders.service import lost
from bot.orders.store import status_checks
from bot.orders.tables import Order
from bot.owners.jobs import Reporter
from bot.owners.service import problems, restored
from bot.panel.api.connected import ConnectedPanel
from bot.panel.jobs.checks import PanelChecks, Try
from bot.panel.jobs.removal import Removal
from bot.panel.rules.accounts import PanelAccount
from bot.payments.jobs.invoice_polling import Asking
from bot.payments.jobs.reconciliation import Reconciliation
from bot.payments.jobs.refunds import Refunds
from bot.payments.jobs.top_ups import TopUps
from bot.payments.rules.gateways import Gateway
from bot.pricing.jobs import PriceWatch
from bot.reports.jobs.exports import Exporter, ExportSender
from bot.reports.jobs.weekly import WeeklySummaries
from bot.spending.jobs import Approvals
from bot.tables import METADATA
from bot.wallet.jobs import BookKeeper, LowBalances
from bot.workers.of_panel import PanelWorkers
from bot.workers.panels import Connect, Panels

STOP_SECONDS = MONEY_SECONDS + FINISH_SECONDS  # what hangs even then is left as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerParts:
    """What the loops work with.

    Attributes:
        account: at the panel of the settings.
        connect: makes a client of a panel.
        backup_plan: `None`: the database is not copied by itself.
        gateways: by which money arrives without anybody's hand, by their codes.
    """

    database: Database
    leases: Leases
    options: WorkerOptions
    storefront: Storefront
    account: PanelAccount
    connect: Connect
    try_account: Try
    sender: Sender
    export_sender: ExportSender
    broadcast_sender: BroadcastSender
    backup_sender: BackupSender
    backup_plan: BackupPlan | None
    personal: Sequence[PersonalData]
    migrate_chat: MigrateChat
    undelivered: Undelivered
    gateways: Mapping[str, Gateway]


class Workers:
    """What takes orders and requests to the panel, follows them, and tells the chats."""

    def __init__(self, parts: WorkerParts) -> None:
        self._database = parts.database
        self._options = parts.options
        self._unanswered: Sequence[Order] = ()
        self._panels = Panels(
            parts.database,
            parts.options,
            account=parts.account,
            connect=parts.connect,
            of_panel=partial(self._of_panel, parts),
        )
        checks = PanelChecks(parts.database, parts.options, parts.try_account)
        self._loops = (
            *_messages(parts),
            Loop.of("panel_checks", checks, IDLE_SECONDS),
            *(_money(parts) if parts.options.has_wallets else ()),
            *_housekeeping(parts),
        )

    def _of_panel(self, parts: WorkerParts, connected: ConnectedPanel) -> PanelWorkers:
        return PanelWorkers(
            parts.database,
            connected,
            parts.leases,
            parts.options,
            storefront=parts.storefront,
            unanswered=self._unanswered,
        )

    async def sync_now(self) -> None:
        """Read the panels' lists at once."""
        await self._panels.sync()

    async def recover(self) -> None:
        """Free what a killed process held. Only for the one process of a database."""
        await self._settle_earlier_copy()
        async with self._database.begin() as session:
            now = self._options.clock()
            await claims.release_all(session, METADATA.sorted_tables)
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
        await finish(self._loops, STOP_SECONDS)


def _messages(parts: WorkerParts) -> Iterator[Loop]:
    """Return the loops that send what somebody waits for."""
    database, leases, options = parts.database, parts.leases, parts.options
    migrate_chat, undelivered = parts.migrate_chat, parts.undelivered
    notifier = Notifier(
        database,
        parts.sender,
        leases,
        options,
        migrate_chat=migrate_chat,
        undelivered=undelivered,
        alert_owners=problems.alert,
    )
    exporter = Exporter(
        database,
        parts.export_sender,
        leases,
        options,
        migrate_chat=migrate_chat,
        undelivered=undelivered,
    )
    broadcaster = Broadcaster(
        database,
        parts.broadcast_sender,
        leases,
        options,
        migrate_chat=migrate_chat,
        undelivered=undelivered,
    )
    yield Loop.of("notifier", notifier, IDLE_SECONDS)
    yield Loop.of("exporter", exporter, IDLE_SECONDS)
    yield Loop.of("broadcaster", broadcaster, IDLE_SECONDS)


def _money(parts: WorkerParts) -> Iterator[Loop]:
    """Return the loops over wallets, and over what gateways tell of payments."""
    database, options, gateways = parts.database, parts.options, parts.gateways
    top_ups = TopUps(database, gateways, parts.leases, options)
    asking = Asking(database, gateways, parts.leases, options)
    refunds = Refunds(database, gateways, parts.leases, options)
    reconciliation = Reconciliation(database, gateways, parts.leases, options)
    yield Loop.of("top_ups", top_ups, IDLE_SECONDS)
    yield Loop.of("asking", asking, IDLE_SECONDS)
    yield Loop.of("refunds", refunds, IDLE_SECONDS)
    yield Loop.of("reconciliation", reconciliation, HOUSEKEEPING_SECONDS)
    yield Loop("books", BookKeeper(database, options).step, HOUSEKEEPING_SECONDS)
    yield Loop("low_balances", LowBalances(database, options).step, HOUSEKEEPING_SECONDS)


def _housekeeping(parts: WorkerParts) -> Iterator[Loop]:
    """Return the loops over what nobody waits for."""
    database, options, plan = parts.database, parts.options, parts.backup_plan
    yield Loop("approvals", Approvals(database, options).step, HOUSEKEEPING_SECONDS)
    yield Loop(
        "forgetter", Forgetter(database, options, parts.personal).step, HOUSEKEEPING_SECONDS
    )
    yield Loop("removal", Removal(database).step, HOUSEKEEPING_SECONDS)
    yield Loop("reporter", Reporter(database, options).step, HOUSEKEEPING_SECONDS)
    yield Loop("weekly", WeeklySummaries(database, options).step, HOUSEKEEPING_SECONDS)
    prices = PriceWatch.of(database, options, parts.storefront)
    if prices is not None:
        yield Loop("prices", prices.step, HOUSEKEEPING_SECONDS, prices.wake)
    if plan is not None:
        backups = Backups(database, parts.backup_sender, parts.leases, options, plan)
        yield Loop.of("backups", backups, HOUSEKEEPING_SECONDS)
