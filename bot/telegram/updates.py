"""Updates on their way in: written down before Telegram forgets them, handled chat by chat.

PTB's own Updater acknowledges an update before it is handled (telegram-facts.md, 6.7); here a
batch is committed first, and an update is struck off when it has been handled.
"""

import asyncio
import logging
import random
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.loops.flight import Flight
from bot.loops.loop import run_loop
from bot.storage import drafts, inbox, problems
from bot.storage.engine import Database, Session, Topic
from bot.storage.insist import insist
from bot.storage.leases import SHORT_LEASE, Leases
from bot.storage.tables import Draft, InboxUpdate
from bot.storage.trouble import DatabaseAwayError, DatabaseError
from bot.telegram import talk
from bot.telegram.context import BotApplication

logger = logging.getLogger(__name__)

ATTEMPTS = 3
ATTEMPT_PAUSE = 0.5  # seconds, growing with each attempt
PASSING_PAUSE = 2.0  # while the database or Telegram cannot be reached
PASSING_SECONDS = 600.0
MOST_TAKEN = 10  # an update that ends the process each time is tried no more after so many
AT_ONCE = 256  # updates being handled, of different lanes
STOP_SECONDS = 20.0
FORGET_EVERY = timedelta(hours=1)
IDLE_SECONDS = 1.0  # updates that another process has taken in, and left, are found so late
POLL_SECONDS = 25
POLL_READ_SECONDS = 10.0  # on top of the long poll itself
LONGEST_PAUSE = 30.0
_CONFLICT = (
    "another process polls with this bot's token, and each takes updates from the other: "
    "end it, or give this one a token of its own from @BotFather"
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Updates that came together, and word of when they are written down."""

    payloads: Sequence[dict[str, Any]]
    stored: asyncio.Future[None]

    def tell(self, error: Exception | None) -> None:
        """Say that they are written down, or why not; who waited may have gone."""
        if self.stored.done():
            return
        if error is None:
            self.stored.set_result(None)
        else:
            self.stored.set_exception(error)


@dataclass(frozen=True, slots=True)
class Handled:
    """An update that was handled, and the form that shows in other messages since."""

    update_id: int
    shown: Draft | None


class UpdateInbox:
    """Takes updates in and has them handled, in order in a chat, side by side otherwise.

    Several processes may work on one inbox: each update is leased by who handles it.

    Args:
        owners: are told of updates that were set aside.
        redact: takes secrets out of a traceback.
    """

    def __init__(
        self,
        database: Database,
        application: BotApplication,
        leases: Leases,
        clock: Callable[[], datetime],
        *,
        owners: Sequence[int],
        redact: Callable[[str], str],
    ) -> None:
        self._database = database
        self._application = application
        self._leases = leases
        self._clock = clock
        self._owners = owners
        self._redact = redact
        self._wake = database.listen(Topic.INBOX)
        self._flight = Flight(AT_ONCE, self._wake)
        self._failures: dict[int, BaseException] = {}
        self._shown: dict[int, Draft] = {}
        self._arrived: list[Arrived] = []  # to be written down with the next step
        self._handled: list[Handled] = []  # to be struck off with the next step
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
        """Have updates handled until `stop` is set; those in hand are finished."""
        await run_loop("inbox", self._step, self._wake, stop, IDLE_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._flight.finish()
        await insist(self._finish)

    def note_failure(self, update: Update, error: BaseException) -> None:
        """Remember that handling an update failed; PTB keeps it from `process_update`."""
        self._failures[update.update_id] = error

    def note_shown(self, update: Update, draft: Draft) -> None:
        """Write down in which messages a form shows, as the update is struck off.

        The chat's next update comes after that; one that dies with the process is shown again.
        """
        self._shown[update.update_id] = draft

    async def _step(self) -> bool:
        """Write down what came, strike off what was handled and take what comes next, at once."""
        arrived, handled, free = tuple(self._arrived), tuple(self._handled), self._flight.free
        if free <= 0 and not handled and not arrived:
            return False
        del self._arrived[: len(arrived)]
        try:
            rows = await self._write(arrived, handled, free)
        except Exception as error:
            for batch in arrived:
                batch.tell(error)
            raise
        for batch in arrived:
            batch.tell(None)
        del self._handled[: len(handled)]
        for row in sorted(rows, key=lambda row: row.update_id):
            self._flight.start(f"update {row.update_id}", self._hold(row))
        return False

    async def _write(
        self, arrived: Sequence[Arrived], handled: Sequence[Handled], limit: int
    ) -> Sequence[InboxUpdate]:
        now = self._clock()
        # Telegram forgets what has arrived; what was handled is handled again, if need be.
        async with self._database.begin(durable=bool(arrived)) as session:
            await inbox.store(session, [it for batch in arrived for it in batch.payloads], now)
            await _strike_off(session, handled, now)
            if now >= self._forget_at:
                await inbox.forget(session, now)
                self._forget_at = now + FORGET_EVERY
            return await inbox.claim(session, now=now, limit=limit)

    async def _hold(self, row: InboxUpdate) -> None:
        with self._leases.held(row, lease=SHORT_LEASE):
            await self._handle(row)

    async def _handle(self, row: InboxUpdate) -> None:
        try:
            update = Update.de_json(row.payload, self._application.bot)
        except Exception as error:
            logger.exception("update_unreadable", extra={"update": row.update_id})
            await insist(partial(self._set_aside, row, error))
        else:
            await self._try(row, update)

    async def _try(self, row: InboxUpdate, update: Update) -> None:
        error: BaseException | None = None
        failures, patience = 0, time.monotonic() + PASSING_SECONDS
        while failures < ATTEMPTS and row.attempts <= MOST_TAKEN:
            error = await self._failure_of(update)
            if error is None:
                self._handled.append(Handled(row.update_id, self._shown.pop(row.update_id, None)))
                return
            await insist(partial(self._note_shown, row))  # the next attempt edits that
            if _is_passing(error) and time.monotonic() < patience:
                await asyncio.sleep(PASSING_PAUSE)  # no fault of the update
                continue
            failures += 1
            await asyncio.sleep(ATTEMPT_PAUSE * failures)
        await insist(partial(self._set_aside, row, error))

    async def _failure_of(self, update: Update) -> BaseException | None:
        try:
            await self._application.process_update(update)
        except Exception as error:  # of PTB itself, about an id that is no number, say
            self._failures.pop(update.update_id, None)
            return error
        return self._failures.pop(update.update_id, None)

    async def _finish(self) -> None:
        async with self._database.begin() as session:
            await _strike_off(session, self._handled, self._clock())

    async def _note_shown(self, row: InboxUpdate) -> None:
        draft = self._shown.get(row.update_id)
        if draft is not None:
            async with self._database.begin() as session:
                await drafts.note_messages(session, [draft])

    async def _set_aside(self, row: InboxUpdate, error: BaseException | None) -> None:
        logger.error("update_set_aside", extra={"update": row.update_id})
        self._shown.pop(row.update_id, None)
        text = f"the process ended {MOST_TAKEN} times while it was being handled"
        if error is not None:
            text = self._redact("".join(traceback.format_exception(error)))
        async with self._database.begin() as session:
            await problems.set_aside(session, row, text, owners=self._owners, now=self._clock())


async def _strike_off(session: Session, handled: Sequence[Handled], now: datetime) -> None:
    await inbox.strike_off(session, [it.update_id for it in handled], now)
    await drafts.note_messages(session, [it.shown for it in handled if it.shown is not None])


def _is_passing(error: BaseException) -> bool:
    is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return is_network or isinstance(error, DatabaseAwayError | RetryAfter)


class Poller:
    """Asks Telegram for updates by long polling, and acknowledges what is in the inbox."""

    def __init__(self, bot: Bot, inbox_: UpdateInbox, allowed_updates: Sequence[str]) -> None:
        self._bot = bot
        self._inbox = inbox_
        self._allowed_updates = list(allowed_updates)
        self._offset = 0
        self._failures = 0
        self._accepting: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a poll in flight is given up, nothing is lost by that.

        Raises:
            InvalidToken: Telegram does not know the token (any more).
        """
        stopping = asyncio.create_task(stop.wait())
        polling = asyncio.create_task(self._poll_forever())
        try:
            await asyncio.wait([stopping, polling], return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                polling.result()
        finally:
            stopping.cancel()
            polling.cancel()
            await asyncio.gather(stopping, polling, return_exceptions=True)
            if self._accepting is not None:
                await asyncio.gather(self._accepting, return_exceptions=True)

    async def _poll_forever(self) -> None:
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    await self._bot.delete_webhook(drop_pending_updates=False)
                    webhook_gone = True
                await self._poll()
                self._failures = 0
            except EndPointNotFound:
                await self._bot.get_me()  # says whether it is the token that is not known
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(talk.seconds(error))
            except (TelegramError, DatabaseError) as error:
                await self._pause(error)

    async def _poll(self) -> None:
        # As they come: PTB's `get_updates` would read each into objects that the inbox writes out
        # again. Methods are case-insensitive; PTB warns where it has one of the same name.
        updates = await self._bot.do_api_request(
            "GetUpdates",
            {
                "offset": self._offset,
                "timeout": POLL_SECONDS,
                "allowed_updates": self._allowed_updates,
            },
            read_timeout=POLL_SECONDS + POLL_READ_SECONDS,
        )
        if updates:
            # Shielded: a stop that comes now must not leave a batch half handed on.
            accept = self._inbox.accept(updates)
            self._accepting = asyncio.create_task(accept, name="accept")
            await asyncio.shield(self._accepting)
            self._offset = updates[-1]["update_id"] + 1

    async def _pause(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            logger.error("another_poller", extra={"hint": _CONFLICT})
        else:
            logger.warning("polling_failed", extra={"error": str(error)})
        longest = min(LONGEST_PAUSE, 2.0**self._failures)
        self._failures += 1
        await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - jitter
