"""Files of orders that people asked for are made and sent, one after the other.

What was sent is written down file by file: a process that dies in between goes on with the rest.
"""

import logging
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.domain.delivery import (
    Delivered,
    Delivery,
    Moved,
    Mute,
    TryAgain,
    Undeliverable,
    Unreachable,
)
from bot.loops.flight import Flight
from bot.storage import chats, exports, supergroups, undelivered
from bot.storage.claims import is_held
from bot.storage.engine import Database, Session, Topic, touch
from bot.storage.insist import insist
from bot.storage.leases import Leases
from bot.storage.tables import Export
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 10
"""In a row, some minutes in all; whoever waits for the file is told then."""


class Courier(Protocol):
    """A way to make files and send them; the front end has one."""

    async def deliver(self, export: Export) -> exports.Part | Delivery:
        """Send the next file, and tell how that ended; `Delivered`: it was the last."""
        ...

    async def give_up(self, export: Export) -> None:
        """Tell who waits that no file will come."""
        ...


class Exporter:
    """Has one file at a time made, beside all other work; people take turns."""

    def __init__(
        self, database: Database, courier: Courier, leases: Leases, options: WorkerOptions
    ) -> None:
        self._database = database
        self._courier = courier
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.EXPORTS)
        self._flight = Flight(1, self.wake)

    async def step(self) -> bool:
        """Take up what is due for the longest time, unless a file is being made."""
        if self._flight.free:
            async with self._database.begin() as session:
                export = await exports.claim(session, self._options.clock())
            if export is not None:
                self._flight.start(f"export {export.id}", self._make(export))
        return False

    async def finish(self) -> None:
        """Leave the file that is being made; the next start takes it up again."""
        await self._flight.leave()

    async def _make(self, export: Export) -> None:
        outcome: exports.Part | Delivery | None = None
        with self._leases.held(export):
            try:
                outcome = await self._deliver(export)
            finally:
                await insist(partial(self._record, export, outcome))
        if isinstance(outcome, Undeliverable | Mute):
            await self._courier.give_up(export)

    async def _deliver(self, export: Export) -> exports.Part | Delivery:
        try:
            outcome = await self._courier.deliver(export)
        except Exception as error:
            logger.exception("export_failed", extra={"export": export.id})
            outcome = TryAgain(f"failed here: {type(error).__name__}")
        if isinstance(outcome, TryAgain) and export.attempts + 1 >= MOST_ATTEMPTS:
            return Undeliverable(outcome.error)
        return outcome

    async def _record(self, export: Export, outcome: exports.Part | Delivery | None) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            row = await exports.get_for_change(session, export.id)
            if row is not None and is_held(row, export):
                row.lease_until, row.due_at = None, now
                await self._act(session, row, outcome, now)
        if not isinstance(outcome, exports.Part | Delivered | None):
            logger.warning("export_not_sent", extra={"outcome": type(outcome).__name__})

    async def _act(
        self,
        session: Session,
        row: Export,
        outcome: exports.Part | Delivery | None,
        now: datetime,
    ) -> None:
        match outcome:
            case exports.Part():
                exports.note_sent(row, outcome)
            case TryAgain(after=after):
                row.due_at = now + pause(row.attempts, after)
                row.attempts += 1
            case Moved(new_chat_id=new_chat_id):
                await supergroups.migrate(session, row.chat_id, new_chat_id, now)
            case Delivered() | Undeliverable() | Mute():
                await session.delete(row)
            case Unreachable():
                await chats.set_reachable(session, row.chat_id, reachable=False)
                await undelivered.drop_chat(session, row.chat_id, self._options.owners, now)
                await session.delete(row)
        touch(session, Topic.EXPORTS)
