"""The outbox leaves: in order per chat, side by side otherwise, each outcome acted upon."""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import FINISH_SECONDS, WorkerOptions, pause
from bot.core.loops.tasks import TaskLimiter
from bot.core.outbox import store as outbox_store
from bot.core.outbox.delivery import (
    Away,
    Delivered,
    Delivery,
    Migrated,
    Mute,
    TryAgain,
    Undeliverable,
    Unreachable,
)
from bot.core.outbox.outage import Outage
from bot.core.outbox.tables import OutboxMessage
from bot.core.outbox.undelivered import Undelivered
from bot.core.supergroups import MigrateChat

logger = logging.getLogger(__name__)

AT_ONCE = 32
GIVE_UP_AFTER = timedelta(hours=24)
FORGET_EVERY = timedelta(hours=1)


class Sender(Protocol):
    """A way to push; the front end has one."""

    async def deliver(self, message: OutboxMessage) -> Delivery:
        """Send one row of the outbox, and tell how that ended."""
        ...


class Notifier:
    """Sends what is in the outbox.

    Args:
        alert_owners: tells owners that a message was given up.
    """

    def __init__(
        self,
        database: Database,
        sender: Sender,
        leases: Leases,
        options: WorkerOptions,
        *,
        migrate_chat: MigrateChat,
        undelivered: Undelivered,
        alert_owners: Callable[[Session, Collection[int], datetime], Awaitable[None]],
    ) -> None:
        self._database = database
        self._sender = sender
        self._leases = leases
        self._options = options
        self._migrate_chat = migrate_chat
        self._undelivered = undelivered
        self._alert_owners = alert_owners
        self.wake = database.listen(Topic.OUTBOX)
        self._tasks = TaskLimiter(AT_ONCE, self.wake)
        self._outage = Outage(options.clock)
        self._forget_at = options.clock()
        self._delivered: list[OutboxMessage] = []  # to be deleted with the next step

    async def step(self) -> bool:
        """Delete what was delivered, and send the oldest message of each chat on its way."""
        delivered, free = tuple(self._delivered), self._tasks.free
        room = self._outage.room(free, AT_ONCE - free)
        if room <= 0 and not delivered:
            return False
        now = self._options.clock()
        # What was only claimed is claimed again; what was delivered must not be sent again.
        async with self._database.begin(durable=bool(delivered)) as session:
            await outbox_store.remove_delivered(session, delivered)
            if now >= self._forget_at:
                await outbox_store.forget_old_dead(session, now)
                self._forget_at = now + FORGET_EVERY
            due = await outbox_store.claim(session, now=now, limit=room)
        self._forget(delivered)
        self._leases.hold(*due)
        for message in due:
            self._tasks.start(f"outbox {message.id}", self._send(message))
        return False

    async def finish(self) -> None:
        """Wait for the messages on their way."""
        await self._tasks.finish(FINISH_SECONDS)
        await retry(self._delete_delivered)

    async def _delete_delivered(self) -> None:
        delivered = tuple(self._delivered)
        async with self._database.begin() as session:
            await outbox_store.remove_delivered(session, delivered)
        self._forget(delivered)

    def _forget(self, delivered: Sequence[OutboxMessage]) -> None:
        del self._delivered[: len(delivered)]
        self._leases.release(*delivered)

    async def _send(self, message: OutboxMessage) -> None:
        try:
            outcome = await self._sender.deliver(message)
        except Exception:
            logger.exception("push_failed", extra={"row": message.id, "kind": message.kind})
            outcome = TryAgain(FAILED_HERE)
        self._outage.record(is_away=isinstance(outcome, Away))
        if isinstance(outcome, Delivered):
            self._delivered.append(message)
        else:
            await retry(lambda: self._record(message, outcome))
            self._leases.release(message)

    async def _record(self, message: OutboxMessage, outcome: Delivery) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            match outcome:
                case TryAgain(error=error, after=after):
                    if now - message.created_at > GIVE_UP_AFTER:
                        await self._give_up(session, message, error)
                    else:
                        until = now + pause(message.attempts, after)
                        if isinstance(outcome, Away):
                            until = self._outage.until
                        await outbox_store.postpone(session, message, until, error)
                case Unreachable():
                    chat_id, owners = message.chat_id, self._options.owners
                    await self._undelivered.record_unreachable(session, chat_id, owners, now)
                case Mute(error=error):
                    owners = self._options.owners
                    if not await self._undelivered.pass_on(session, message, owners, now):
                        await self._give_up(session, message, error)
                case Migrated(new_chat_id=new_chat_id):
                    await self._migrate_chat(session, message.chat_id, new_chat_id, now)
                    await outbox_store.postpone(session, message, now, "the group has moved")
                case Undeliverable(error=error):
                    await self._give_up(session, message, error)
        logger.warning(
            "push_not_delivered",
            extra={"kind": message.kind, "outcome": type(outcome).__name__},
        )

    async def _give_up(self, session: Session, message: OutboxMessage, error: str) -> None:
        await outbox_store.give_up(session, message, error)
        await self._alert_owners(session, self._options.owners, self._options.clock())
