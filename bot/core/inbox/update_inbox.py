"""Updates on their way in: written down before Telegram forgets them, handled chat by chat.

PTB's own Updater acknowledges an update before it is handled (docs/telegram.md, 1); here a
batch is committed first, and an update is marked as handled once it has been.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.core.access import upgrades
from bot.core.clock import Clock
from bot.core.database.engine import Database, Session, Topic
from bot.core.database.errors import DatabaseAwayError
from bot.core.database.leases import SHORT_LEASE, Leases
from bot.core.database.retry import retry
from bot.core.inbox import store as inbox_store
from bot.core.inbox.concealing import Concealer
from bot.core.inbox.dead_letters import cause, dead_letter
from bot.core.inbox.store import SUSPECT
from bot.core.inbox.suspects import Suspects
from bot.core.inbox.tables import InboxUpdate
from bot.core.loops.loop import run_loop
from bot.core.loops.tasks import TaskLimiter
from bot.core.supergroups import MigrateChat
from bot.core.telegram.context import BotApplication, Context, Write
from bot.core.telegram.error_handler import is_worth_another_try, notify

logger = logging.getLogger(__name__)

ATTEMPTS = 3
ATTEMPT_PAUSE = 0.5  # seconds, growing with each attempt
PASSING_PAUSE = 2.0  # while the database or Telegram cannot be reached
PASSING_SECONDS = 600.0
MOST_TAKEN = 10  # an update that ends the process each time is tried no more after so many
AT_ONCE = 256  # updates being handled, of different lanes
STOP_SECONDS = 3.0
"""What takes longer to be handled is left to the next start."""
FORGET_EVERY = timedelta(hours=1)
IDLE_SECONDS = 1.0  # updates that another process has taken in, and left, are found so late


@dataclass(frozen=True, slots=True)
class Arrived:
    """Updates that came together, and word of when they are written down."""

    payloads: Sequence[dict[str, Any]]
    stored: asyncio.Future[None]

    def resolve(self, error: Exception | None) -> None:
        """Say that they are written down, or why not; who waited may have gone."""
        if self.stored.done():
            return
        if error is None:
            self.stored.set_result(None)
        else:
            self.stored.set_exception(error)


@dataclass(frozen=True, slots=True)
class Handled:
    """An update that was handled, and what is written down with that."""

    update_id: int
    write: Write | None


class UpdateInbox:
    """Takes updates in and has them handled, in order in a chat, side by side otherwise.

    Several processes may work on one inbox: each update is leased by who handles it.

    Args:
        migrate_chat: takes what is kept of a group to the supergroup that it has become.
        alert_owners: tells owners of a dead letter.
        redact: takes secrets out of the error of a dead letter.
        concealer: seals answers that are secrets; `None`: nobody is asked for any.
    """

    def __init__(
        self,
        database: Database,
        application: BotApplication,
        leases: Leases,
        clock: Clock,
        *,
        migrate_chat: MigrateChat,
        alert_owners: Callable[[Session, Collection[int], datetime], Awaitable[None]],
        owners: Sequence[int],
        redact: Callable[[str], str],
        concealer: Concealer | None = None,
    ) -> None:
        self._database = database
        self._concealer = concealer
        self._application = application
        self._leases = leases
        self._clock = clock
        self._alert_owners = alert_owners
        self._owners = owners
        self._redact = redact
        self._migrate_chat = migrate_chat
        application.add_handler(TypeHandler(Update, self._done), 1)
        application.add_error_handler(self._failed)
        self._wake = database.listen(Topic.INBOX)
        self._tasks = TaskLimiter(AT_ONCE, self._wake)
        self._suspects = Suspects(self._wake)
        self._failures: dict[int, BaseException] = {}
        self._writes: dict[int, Write] = {}
        self._arrived: list[Arrived] = []  # to be written down with the next step
        self._handled: list[Handled] = []  # to be marked with the next step
        self._forget_at = clock()

    async def accept(self, payloads: Sequence[dict[str, Any]]) -> None:
        """Have a batch written down, with what else there is to write; `run` has to be running.

        Raises:
            DatabaseError: it is not written down.
        """
        arrived = Arrived(payloads, asyncio.get_running_loop().create_future())
        self._arrived.append(arrived)
        self._wake.set()
        await arrived.stored

    async def run(self, stop: asyncio.Event) -> None:
        """Have updates handled until `stop` is set; those in hand may be finished."""
        await run_loop("inbox", self._step, self._wake, stop, IDLE_SECONDS)
        await self._tasks.finish(STOP_SECONDS)
        await retry(self._finish)

    async def _done(self, update: Update, context: Context) -> None:
        """Take over what a handler wants written down with its update."""
        if context.when_handled is not None:
            self._writes[update.update_id] = context.when_handled

    async def _failed(self, update: object, context: Context) -> None:
        """Keep why handling an update failed: PTB keeps it from `process_update`.

        Raises:
            ApplicationHandlerStop: always; PTB would try the next group of handlers otherwise.
        """
        if isinstance(update, Update):
            await self._done(update, context)
            if context.error is not None and is_worth_another_try(context.error):
                self._failures[update.update_id] = context.error
        await notify(update, context)
        raise ApplicationHandlerStop

    async def _step(self) -> bool:
        """Store what came, mark what was handled and take what comes next, at once."""
        arrived, handled, free = tuple(self._arrived), tuple(self._handled), self._tasks.free
        if free <= 0 and not handled and not arrived:
            return False
        del self._arrived[: len(arrived)]
        try:
            rows = await self._write(arrived, handled, free)
        except Exception as error:
            for batch in arrived:
                batch.resolve(error)
            raise
        for batch in arrived:
            batch.resolve(None)
        del self._handled[: len(handled)]
        for row in sorted(rows, key=lambda row: row.update_id):
            self._tasks.start(f"update {row.update_id}", self._hold(row))
        return False

    async def _write(
        self, arrived: Sequence[Arrived], handled: Sequence[Handled], limit: int
    ) -> Sequence[InboxUpdate]:
        now = self._clock()
        # Telegram forgets what has arrived; what was handled is handled again, if need be.
        async with self._database.begin(durable=bool(arrived)) as session:
            payloads = [it for batch in arrived for it in batch.payloads]
            if self._concealer is not None:
                payloads = [await self._concealer.conceal(session, it) for it in payloads]
            await inbox_store.store(session, payloads, now)
            await _mark_handled(session, handled, now)
            if now >= self._forget_at:
                await inbox_store.forget(session, now)
                self._forget_at = now + FORGET_EVERY
            return await self._suspects.claim(session, now=now, limit=limit)

    async def _hold(self, row: InboxUpdate) -> None:
        with (
            self._leases.held(row, lease=SHORT_LEASE),
            self._suspects.first_attempt(row.update_id),
        ):
            await self._handle(row)

    async def _handle(self, row: InboxUpdate) -> None:
        try:
            payload = self._concealer.reveal(row.payload) if self._concealer else row.payload
            update = Update.de_json(payload, self._application.bot)
        except Exception as error:
            logger.exception("update_unreadable", extra={"update": row.update_id})
            await retry(partial(self._dead_letter, row, error))
        else:
            await self._try(row, update)

    async def _try(self, row: InboxUpdate, update: Update) -> None:
        error: BaseException | None = None
        failures, patience = 0, time.monotonic() + PASSING_SECONDS
        while failures < ATTEMPTS and row.attempts <= MOST_TAKEN:
            error = await self._failure_of(update)
            if isinstance(error, ChatMigrated) and upgrades.old_chat(row.payload) is not None:
                error = await self._handle_there(row, error.new_chat_id)
            if error is None:
                self._handled.append(Handled(row.update_id, self._writes.pop(row.update_id, None)))
                return
            await retry(partial(self._survived, row))
            if _is_passing(error) and time.monotonic() < patience:
                await asyncio.sleep(PASSING_PAUSE)  # no fault of the update
                continue
            failures += 1
            await asyncio.sleep(ATTEMPT_PAUSE * failures)
        await retry(partial(self._dead_letter, row, error))

    async def _failure_of(self, update: Update) -> BaseException | None:
        try:
            await self._application.process_update(update)
        except Exception as error:  # of PTB itself, about an id that is no number, say
            self._failures.pop(update.update_id, None)
            return error
        finally:
            self._suspects.ended(update.update_id)
        return self._failures.pop(update.update_id, None)

    async def _handle_there(self, row: InboxUpdate, new_id: int) -> BaseException | None:
        """Follow a group that became a supergroup, and have the update handled there."""
        old_id = upgrades.old_chat(row.payload)
        if old_id is not None:
            await retry(partial(self._migrate, old_id, new_id))
        payload = upgrades.readdressed(row.payload, new_id)
        if payload is None:
            return None
        return await self._failure_of(Update.de_json(payload, self._application.bot))

    async def _migrate(self, old_id: int, new_id: int) -> None:
        async with self._database.begin() as session:
            await self._migrate_chat(session, old_id, new_id, self._clock())

    async def _finish(self) -> None:
        async with self._database.begin() as session:
            await _mark_handled(session, self._handled, self._clock())

    async def _survived(self, row: InboxUpdate) -> None:
        """Write down what the next attempt edits, and that this one has not ended the process."""
        write, is_suspect = self._writes.get(row.update_id), row.attempts >= SUSPECT
        if write is None and not is_suspect:
            return
        async with self._database.begin() as session:
            if write is not None:
                await write(session)
            if is_suspect:
                await inbox_store.clear(session, row.update_id)
                row.attempts = 0

    async def _dead_letter(self, row: InboxUpdate, error: BaseException | None) -> None:
        logger.error("update_dead_lettered", extra={"update": row.update_id}, exc_info=error)
        self._writes.pop(row.update_id, None)
        text = self._redact(cause(error))
        async with self._database.begin() as session:
            now = self._clock()
            if await dead_letter(session, row, text, now):
                await self._alert_owners(session, self._owners, now)


async def _mark_handled(session: Session, handled: Sequence[Handled], now: datetime) -> None:
    await inbox_store.mark_handled(session, [it.update_id for it in handled], now)
    for it in handled:
        if it.write is not None:
            await it.write(session)


def _is_passing(error: BaseException) -> bool:
    is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return is_network or isinstance(error, DatabaseAwayError | RetryAfter)
