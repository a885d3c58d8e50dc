"""The database: engine, pragmas, sessions, and word of what was committed."""

import asyncio
import logging
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.core.database import sqlite
from bot.core.database.errors import DatabaseAwayError, is_passing, reason
from bot.core.database.watermark import NOTHING, Progress, Watermark

logger = logging.getLogger(__name__)

Session = AsyncSession
"""A transaction; layers above pass it along and never look into it."""

CONNECTIONS = 20
"""So many are kept; more are opened when needed, and closed again, which costs far more."""

_SERVER_SETTINGS = {"idle_in_transaction_session_timeout": "30s"}
"""A process that is stopped within a transaction lets its locks go: others need the rows."""

Result = TypeVar("Result")


class Topic(StrEnum):
    """What a committed transaction has left work for."""

    INBOX = "inbox"  # updates came in
    ORDERS = "orders"  # the submitter has something to send
    REQUESTS = "requests"  # a refill or a cancellation is wanted
    NUMBERS = "numbers"  # an owner has given the number of an unknown order
    STATUS_CHECKS = "status_checks"  # an order is due
    OUTBOX = "outbox"  # the notifier has something to push
    CATALOGUE = "catalogue"  # what is on sale, or its price, has changed
    PANEL = "panel"  # somebody wants to know the balance
    EXPORTS = "exports"  # a file of orders was asked for
    BROADCASTS = "broadcasts"  # news are to be sent to many chats
    PAYMENTS = "payments"  # a gateway is to be asked for an invoice, or for a payment


class Database:
    """One database, SQLite or PostgreSQL, by its SQLAlchemy URL with an async driver.

    Attributes:
        file: SQLite's; `None`: it is a server's, or in memory.

    `begin()` writes, `read()` only reads. A transaction that calls `notify_on_commit` sets the
    events of that topic's listeners once it is committed: that is how a confirmed order reaches
    the submitter at once, and nobody can forget to wake it.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine | AsyncEngine
        if url.startswith("sqlite"):
            self.engine = sqlite.open_engine(url)
        else:
            self.engine = create_async_engine(
                url, pool_size=CONNECTIONS, connect_args={"server_settings": _SERVER_SETTINGS}
            )
        self._listeners: dict[Topic, list[asyncio.Event]] = defaultdict(list)
        # SQLite has one writer; waiting here is fair and costs no polling of the file's lock.
        self._writer = asyncio.Lock()
        # What a transaction reads is of one moment, as it is on SQLite anyway.
        moment = {"writes": False} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**moment)
        self._is_away = False
        self.file = sqlite.file_in(self.engine.url)
        self.watermark = Watermark(self.file)
        self._may_be_lost = NOTHING  # of how far it has got: by a power cut

    @property
    def is_sqlite(self) -> bool:
        """Return whether it is a file."""
        return isinstance(self.engine, Engine)

    def listen(self, topic: Topic) -> asyncio.Event:
        """Return an event that is set whenever something of `topic` was committed."""
        wake = asyncio.Event()
        self._listeners[topic].append(wake)
        return wake

    def forget(self, wake: asyncio.Event) -> None:
        """Set an event no more that `listen` has returned."""
        for listeners in self._listeners.values():
            if wake in listeners:
                listeners.remove(wake)

    @asynccontextmanager
    async def begin(self, *, durable: bool = True) -> AsyncIterator[AsyncSession]:
        """Open a transaction that writes; committed at the end, rolled back by an exception.

        Never awaits anything but the database inside: on SQLite all writers wait for it.

        Args:
            durable: a power cut takes nothing of it. False, on SQLite: it may be taken, with all
                that was committed after it; for what is then done again, since it saves most of
                a commit's time. The end of a process takes nothing either way.

        Raises:
            DatabaseAwayError: it cannot be used now.
        """
        async with self._watched(writes=True), self._writing(durable=durable) as session:
            yield session
        self._advance(session.info.get("progress", NOTHING), durable=durable)
        loop = asyncio.get_running_loop()
        for topic, seconds in session.info.get("topics", {}).items():
            for wake in self._listeners[topic]:
                if seconds > 0:
                    loop.call_later(seconds, wake.set)
                else:
                    wake.set()

    def _advance(self, to: Progress, *, durable: bool) -> None:
        # What is durable makes all durable that was committed before it.
        self._may_be_lost |= to
        if durable and self._may_be_lost != NOTHING:
            self.watermark.advance(self._may_be_lost)
            self._may_be_lost = NOTHING

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads; what it returns stays usable afterwards.

        Raises:
            DatabaseAwayError: it cannot be used now.
        """
        reader = self._reader
        async with self._watched(writes=False):
            if isinstance(reader, Engine):
                async with sqlite.InlineSession(reader) as session:
                    yield session
            else:
                async with AsyncSession(reader, expire_on_commit=False) as session:
                    yield session

    @asynccontextmanager
    async def _writing(self, *, durable: bool) -> AsyncIterator[AsyncSession]:
        if isinstance(self.engine, Engine):
            async with self._writer, sqlite.writing(self.engine, durable=durable) as session:
                yield session
        else:
            async with (
                AsyncSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session

    @asynccontextmanager
    async def _watched(self, *, writes: bool) -> AsyncIterator[None]:
        """Say once that the database is away, and once that it can be written again."""
        try:
            yield
        except Exception as error:
            if not is_passing(error):
                raise
            why = reason(error)
            if not self._is_away:
                logger.error("database_away", extra={"reason": why})  # noqa: TRY400 - told in words
            self._is_away = True
            raise DatabaseAwayError(f"The database cannot be used: {why}.") from error
        if self._is_away and writes:
            self._is_away = False
            logger.warning("database_back")

    async def check(self) -> None:
        """Do nothing if the database answers.

        Raises:
            DatabaseError: it does not.
        """
        async with self.read() as session:
            # SQLite does not look at its file for a bare `select 1`.
            await session.execute(text("select 1 from alembic_version"))

    async def run(self, action: Callable[[Connection], Result]) -> Result:
        """Let `action` work on a connection of its own, in a transaction: for migrations."""
        if isinstance(self.engine, Engine):
            return await sqlite.run(self.engine, action)
        async with self.engine.begin() as connection:
            return await connection.run_sync(action)

    async def close(self) -> None:
        """Give all connections back."""
        if isinstance(self.engine, Engine):
            self.engine.dispose()
        else:
            await self.engine.dispose()


def notify_on_commit(session: AsyncSession, topic: Topic, after: timedelta = timedelta(0)) -> None:
    """Wake `topic`'s listeners when this session's transaction is committed, or later."""
    topics: dict[Topic, float] = session.info.setdefault("topics", {})
    topics[topic] = min(after.total_seconds(), topics.get(topic, math.inf))


def record_progress(session: AsyncSession, to: Progress) -> None:
    """Note, when this session's transaction is committed, how far the bot has got with it."""
    session.info["progress"] = session.info.get("progress", NOTHING) | to
