"""The database is copied once a day, and the copy sent to a chat, if it is wanted there."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.backups import copies, service, store
from bot.backups.rules import BackupPlan
from bot.backups.sealing import seal
from bot.backups.tables import BackupState
from bot.core.database.backup import BackupError
from bot.core.database.engine import Database, Session
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.core.outbox.delivery import Delivered, Delivery, Migrated, TryAgain

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A copy is in the folder.

    Attributes:
        unsent: the files of it that are to be sent.
        error: why there are none, if there should be.
    """

    unsent: list[Path] = field(default_factory=list)
    error: str = ""


Outcome = Made | BackupError | Delivery
"""How an attempt to make a copy ended, or to send a file of one."""


class BackupSender(Protocol):
    """A way to send a file; the front end has one."""

    async def send(self, chat_id: int, file: Path, made_at: datetime) -> Delivery:
        """Send a file of a backup, and return how that ended."""
        ...


class Backups:
    """Makes one copy at a time, beside all other work."""

    def __init__(
        self,
        database: Database,
        sender: BackupSender,
        leases: Leases,
        options: WorkerOptions,
        plan: BackupPlan,
    ) -> None:
        self._database = database
        self._sender = sender
        self._leases = leases
        self._options = options
        self._plan = plan
        self.wake = asyncio.Event()
        self._tasks = TaskLimiter(1, self.wake)

    async def step(self) -> bool:
        """Take up what is due: a copy, or a file that is left to be sent."""
        if self._tasks.free:
            async with self._database.begin() as session:
                state = await store.claim(session, self._options.clock())
            if state is not None:
                self._tasks.start("backup", self._work(state))
        return False

    async def finish(self) -> None:
        """Leave what is on its way; the next start does it again."""
        await self._tasks.leave()

    async def _work(self, state: BackupState) -> None:
        with self._leases.held(state):
            outcome = await (self._send(state) if state.unsent else self._make())
            await retry(partial(self._record, state, outcome))
        await asyncio.to_thread(self._tidy, state, outcome)

    async def _make(self) -> Outcome:
        plan, now = self._plan, self._options.clock()
        try:
            await asyncio.to_thread(copies.delete_left_over, plan.folder)
            copy = await copies.make_copy(self._database, plan.folder, now)
        except BackupError as error:
            logger.warning("backup_failed", extra={"reason": str(error)})
            return error
        except Exception as error:
            logger.exception("backup_failed")
            return BackupError(_words(error))
        logger.info("backup_made", extra={"file": copy.name})
        return await self._seal(copy) if plan.chat_id else Made()

    async def _seal(self, copy: Path) -> Made:
        try:
            return Made(await asyncio.to_thread(seal, copy, self._plan.passphrase))
        except Exception as error:
            logger.exception("backup_not_sealed")
            return Made(error=f"it could not be encrypted: {_words(error)}")

    async def _send(self, state: BackupState) -> Outcome:
        file, made_at = Path(state.unsent[0]), state.made_at
        if not self._plan.chat_id or made_at is None:
            return Delivered()  # nobody wants it any more
        if not await asyncio.to_thread(file.exists):
            return TryAgain(f"{file.name} is not on this machine")
        try:
            return await self._sender.send(self._plan.chat_id, file, made_at)
        except Exception:
            logger.exception("backup_not_sent")
            return TryAgain(FAILED_HERE)

    async def _record(self, claimed: BackupState, outcome: Outcome) -> None:
        async with self._database.begin() as session:
            state = await service.release(session, claimed)
            if state is not None:
                self._act(session, state, outcome)

    def _act(self, session: Session, state: BackupState, outcome: Outcome) -> None:
        owners, hour, now = self._options.owners, self._plan.hour, self._options.clock()
        drop = partial(service.drop_unsent, session, state, owners=owners, hour=hour, now=now)
        match outcome:
            case Made(unsent=unsent, error=error):
                service.record_made(session, state, unsent, owners=owners, hour=hour, now=now)
                if error:
                    drop(error)
            case BackupError():
                service.record_failed(session, state, str(outcome), owners, now)
            case Delivered():
                service.record_sent(state, hour, now)
            case TryAgain(after=after) if not service.is_late(state, now):
                service.postpone(state, after, now)
            case Migrated(new_chat_id=to):
                drop(f"the group is a supergroup now, set BACKUP_CHAT={to}")
            case _:
                drop(outcome.error)

    def _tidy(self, state: BackupState, outcome: Outcome) -> None:
        if isinstance(outcome, Made):
            copies.delete_superfluous(self._plan.folder, self._plan.keep)
        elif isinstance(outcome, Delivered):
            copies.delete([Path(state.unsent[0])])


def _words(error: Exception) -> str:
    """Return what the system says of a failure, a full disk say; of our own the log knows."""
    return (error.strerror if isinstance(error, OSError) else None) or FAILED_HERE
