"""All loops of a process: started together, stopped together."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from sqlmodel import SQLModel

from bot.backups.jobs import Backups, BackupSender
from bot.backups.rules import BackupPlan
from bot.backups.tables import BackupState
from bot.broadcasts.jobs import Broadcaster, BroadcastSender
from bot.broadcasts.tables import Recipient
from bot.catalogue.jobs import CatalogueSync
from bot.catalogue.rules.overrides import FileOverrides
from bot.chats.jobs import Forgetter
from bot.core.database import claims
from bot.core.database.engine import Database, Topic
from bot.core.database.leases import Leases
from bot.core.inbox.tables import InboxUpdate
from bot.core.loops.loop import Step, run_loop
from bot.core.loops.options import FINISH_SECONDS, MONEY_SECONDS, WorkerOptions
from bot.core.outbox.notifier import Notifier, Rerouting, Sender
from bot.core.outbox.tables import OutboxMessage
from bot.core.outbox.undelivered import Undelivered
from bot.core.personal import PersonalData
from bot.core.supergroups import MoveChat
from bot.orders.jobs.claimed_numbers import ClaimedNumbers
from bot.orders.jobs.status_checks import Tracker
from bot.orders.jobs.submitter import Submitter
from bot.orders.store import status_checks
from bot.orders.tables import Order
from bot.owners.jobs import Reporter
from bot.owners.service import problems, restored
from bot.panel.api.client import PanelClient
from bot.panel.jobs.call_metrics import CallMetrics
from bot.panel.jobs.guard import PanelGuard
from bot.panel.rules.accounts import PanelAccount
from bot.refills.jobs.refills import RunningRefills
from bot.refills.jobs.requests import Requests
from bot.refills.tables import CancelRequest, Refill
from bot.reports.jobs import Exporter, ExportSender
from bot.reports.tables import Export
from bot.spending.jobs import Approvals

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
)
"""The tables whose rows are worked on under a lease."""

IDLE_SECONDS = 1.0  # what another process has left to do is found so late
HOUSEKEEPING_SECONDS = 5.0  # between two looks for what nobody waits for
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
        file: FileOverrides,
        account: PanelAccount,
        export_sender: ExportSender,
        broadcast_sender: BroadcastSender,
        backup_sender: BackupSender,
        backup_plan: BackupPlan | None,
        personal: Sequence[PersonalData],
        move_chat: MoveChat,
        undelivered: Undelivered,
    ) -> None:
        self._database = database
        self._panel = panel
        self._options = options
        self._submitter = Submitter(database, panel, leases, options, file)
        self._requests = Requests(database, panel, leases, options)
        self._refills = RunningRefills(database, panel, leases, options)
        self._numbers = ClaimedNumbers(database, panel, leases, options)
        self._tracker = Tracker(database, panel, options)
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
        self._forgetter = Forgetter(database, options, personal)
        self._catalogue = CatalogueSync(database, panel, options)
        self._guard = PanelGuard(database, account, options, self._catalogue.prepare)
        self._reporter = Reporter(database, options)
        self._figures = CallMetrics(database, panel, options)

    async def sync_now(self) -> None:
        """Read the catalogue at once."""
        await self._catalogue.sync()

    async def recover(self) -> None:
        """Free what a killed process held. Only for the one process of a database."""
        await self._settle_earlier_copy()
        async with self._database.begin() as session:
            now = self._options.clock()
            await claims.release_all(session, LEASED)
            await status_checks.make_due(session, now)
            await self._submitter.give_up_lost(session, now, is_alone=True)

    async def _settle_earlier_copy(self) -> None:
        """Make a copy of the database that was put back by hand safe to go on with."""
        watermark = self._database.watermark
        left_at = watermark.read()
        if left_at is None:
            return
        async with self._database.begin() as session:
            now, owners = self._options.clock(), self._options.owners
            is_behind = await restored.settle_if_behind(session, left_at, now, owners)
        if is_behind:
            watermark.forget()

    async def run(self, stop: asyncio.Event) -> None:
        """Run all loops until `stop` is set; what is on its way is finished and written down."""
        listen, guarded = self._database.listen, self._guard.guarded
        loops: list[tuple[str, Step, asyncio.Event]] = [
            ("submitter", guarded(self._submitter.step), self._submitter.wake),
            ("requests", guarded(self._requests.step), self._requests.wake),
            ("numbers", guarded(self._numbers.step), self._numbers.wake),
            ("tracker", guarded(self._tracker.step), self._tracker.wake),
            ("notifier", self._notifier.step, self._notifier.wake),
            ("exporter", self._exporter.step, self._exporter.wake),
            ("broadcaster", self._broadcaster.step, self._broadcaster.wake),
            ("catalogue", guarded(self._catalogue.step), listen(Topic.PANEL)),
        ]
        housekeeping: list[tuple[str, Step, asyncio.Event]] = [
            ("refills", guarded(self._refills.step), listen(Topic.REQUESTS)),
            ("approvals", self._approvals.step, asyncio.Event()),
            ("forgetter", self._forgetter.step, asyncio.Event()),
            ("reporter", self._reporter.step, asyncio.Event()),
            ("figures", self._figures.step, asyncio.Event()),
        ]
        if self._backups is not None:
            housekeeping.append(("backups", self._backups.step, self._backups.wake))
        paces = ((loops, IDLE_SECONDS), (housekeeping, HOUSEKEEPING_SECONDS))
        async with asyncio.TaskGroup() as tasks:
            for group, seconds in paces:
                idle = min(seconds, self._options.poll_seconds)
                for name, step, wake in group:
                    tasks.create_task(run_loop(name, step, wake, stop, idle), name=name)
            await stop.wait()
            self._panel.stop_reading()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(
                    self._submitter.finish(),
                    self._requests.finish(),
                    self._tracker.finish(),
                    self._notifier.finish(),
                    self._exporter.finish(),
                    self._broadcaster.finish(),
                    *([self._backups.finish()] if self._backups else []),
                )
