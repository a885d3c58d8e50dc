"""Broadcasts leave chat by chat, each outcome written down at once.

A chat gets a broadcast once, but for a process that dies between Telegram's answer and the commit.
"""

import logging
from typing import Protocol

from bot.broadcasts import service, store
from bot.broadcasts.service import Result
from bot.broadcasts.tables import Recipient
from bot.core.database.engine import Database, Topic
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import FINISH_SECONDS, WorkerOptions, pause
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

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Enough for Telegram's pace; so many leave after a pause, which finds them on their way."""


class BroadcastSender(Protocol):
    """A way to send a broadcast to a chat; the front end has one."""

    async def deliver(self, recipient: Recipient) -> Delivery | None:
        """Send it, and return how that ended; `None`: the chat is muted."""
        ...


class Broadcaster:
    """Sends what is running; any number of processes share the chats."""

    def __init__(
        self,
        database: Database,
        broadcast_sender: BroadcastSender,
        leases: Leases,
        options: WorkerOptions,
        *,
        migrate_chat: MigrateChat,
        undelivered: Undelivered,
    ) -> None:
        self._database = database
        self._broadcast_sender = broadcast_sender
        self._migrate_chat = migrate_chat
        self._undelivered = undelivered
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.BROADCASTS)
        self._tasks = TaskLimiter(AT_ONCE, self.wake)

    async def step(self) -> bool:
        """End what was sent, and send what is due on its way, as far as there are places."""
        if self._tasks.free:
            async with self._database.begin() as session:
                now, free = self._options.clock(), self._tasks.free
                await service.end_sent(session, now)
                due = await store.claim(session, now=now, limit=free)
            for recipient in due:
                self._tasks.start(f"recipient {recipient.id}", self._send(recipient))
        return False

    async def finish(self) -> None:
        """Wait for the messages on their way."""
        await self._tasks.finish(FINISH_SECONDS)

    async def _send(self, recipient: Recipient) -> None:
        with self._leases.held(recipient):
            outcome = await self._deliver(recipient)
            await retry(lambda: self._record(recipient, outcome))

    async def _deliver(self, recipient: Recipient) -> Delivery | None:
        try:
            outcome = await self._broadcast_sender.deliver(recipient)
        except Exception:
            logger.exception("broadcast_failed", extra={"recipient": recipient.id})
            outcome = TryAgain(FAILED_HERE)
        return or_give_up(outcome, recipient.attempts)

    async def _record(self, recipient: Recipient, outcome: Delivery | None) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            match outcome:
                case None:
                    await service.settle(session, recipient, None, now)
                case Delivered():
                    await service.settle(session, recipient, Result.SENT, now)
                case TryAgain(after=after):
                    until = now + pause(recipient.attempts, after)
                    await store.postpone(session, recipient, until)
                case Migrated(new_chat_id=new_chat_id):
                    await self._migrate_chat(session, recipient.chat_id, new_chat_id, now)
                    await store.postpone(session, recipient, now)
                case Unreachable():
                    chat_id, owners = recipient.chat_id, self._options.owners
                    await self._undelivered.record_unreachable(session, chat_id, owners, now)
                    await service.settle(session, recipient, Result.BLOCKED, now)
                case Undeliverable(error=error) | Mute(error=error):
                    await service.settle(session, recipient, Result.FAILED, now, error)
