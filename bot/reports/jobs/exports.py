"""Files of orders that people asked for are made and sent, one after the other.

What was sent is written down file by file: a process that dies in between goes on with the rest.
"""

import logging
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.core.outbox.delivery import (
    Delivered,
    Delivery,
    Migrated,
    Mute,
    TryAgain,
    Undeliverable,
    Unreachable,
    or_give_up,
)
from bot.core.outbox.undelivered import Undelivered
from bot.core.supergroups import MigrateChat
from bot.reports.service import exports
from bot.reports.service.exports import Part
from bot.reports.store import exports as store
from bot.reports.tables import Export

logger = logging.getLogger(__name__)


class ExportSender(Protocol):
    """A way to make files and send them; the front end has one."""

    async def deliver(self, export: Export) -> Part | Delivery:
        """Send the next file, and return how that ended; `Delivered`: it was the last."""
        ...

    async def give_up(self, export: Export) -> None:
        """Write to who waits that no file will come."""
        ...


class Exporter:
    """Has one file at a time made, beside all other work; people take turns."""

    def __init__(
        self,
        database: Database,
        export_sender: ExportSender,
        leases: Leases,
        options: WorkerOptions,
        *,
        migrate_chat: MigrateChat,
        undelivered: Undelivered,
    ) -> None:
        self._database = database
        self._export_sender = export_sender
        self._migrate_chat = migrate_chat
        self._undelivered = undelivered
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.EXPORTS)
        self._tasks = TaskLimiter(1, self.wake)

    async def step(self) -> bool:
        """Take up what is due for the longest time, unless a file is being made."""
        if self._tasks.free:
            async with self._database.begin() as session:
                export = await store.claim(session, self._options.clock())
            if export is not None:
                self._tasks.start(f"export {export.id}", self._make(export))
        return False

    async def finish(self) -> None:
        """Leave the file that is being made; the next start takes it up again."""
        await self._tasks.leave()

    async def _make(self, export: Export) -> None:
        outcome: Part | Delivery | None = None
        with self._leases.held(export):
            try:
                outcome = await self._deliver(export)
            finally:
                await retry(partial(self._record, export, outcome))
        if isinstance(outcome, Undeliverable | Mute):
            await self._export_sender.give_up(export)

    async def _deliver(self, export: Export) -> Part | Delivery:
        try:
            outcome = await self._export_sender.deliver(export)
        except Exception:
            logger.exception("export_failed", extra={"export": export.id})
            outcome = TryAgain(FAILED_HERE)
        return or_give_up(outcome, export.attempts)

    async def _record(self, export: Export, outcome: Part | Delivery | None) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            row = await exports.release(session, export, now)
            if row is not None:
                await self._act(session, row, outcome, now)
        if not isinstance(outcome, Part | Delivered | None):
            logger.warning("export_not_sent", extra={"outcome": type(outcome).__name__})

    async def _act(
        self,
        session: Session,
        row: Export,
        outcome: Part | Delivery | None,
        now: datetime,
    ) -> None:
        match outcome:
            case Part():
                exports.record_sent(row, outcome)
            case TryAgain(after=after):
                exports.postpone(row, after, now)
            case Migrated(new_chat_id=new_chat_id):
                await self._migrate_chat(session, row.chat_id, new_chat_id, now)
            case Delivered() | Undeliverable() | Mute():
                await exports.end(session, row)
            case Unreachable():
                owners = self._options.owners
                await self._undelivered.record_unreachable(session, row.chat_id, owners, now)
                await exports.end(session, row)
