"""The database: engine, pragmas, sessions, and word of what was committed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from enum import StrEnum

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from bot.storage import sqlite
from bot.storage.trouble import DatabaseAwayError, is_passing, reason

logger = logging.getLogger(__name__)

Session = AsyncSession
"""A transaction; layers above pass it along and never look into it."""

CONNECTIONS = 20
"""So many are kept; more are opened when needed, and closed again, which costs far more."""


class Topic(StrEnum):
    """What a committed transaction has left work for."""

    INBOX = "inbox"  # updates came in
    ORDERS = "orders"  # the submitter has something to send
    REQUESTS = "requests"  # a refill or a cancellation is wanted
    NUMBERS = "numbers"  # an owner has given the number of an unknown order
    LOOKS = "looks"  # the tracker has something to look at
    OUTBOX = "outbox"  # the notifier has something to push
    CATALOGUE = "catalogue"  # what is on sale, or its price, has changed
    PANEL = "panel"  # somebody wants to know the balance


class Database:
    """One database, SQLite or PostgreSQL, by its SQLAlchemy URL with an async driver.

    `begin()` writes, `read()` only reads. A transaction that calls `touch(session, topic)` sets
    the events of that topic's listeners once it is committed: that is how a confirmed order
    reaches the submitter at once, and nobody can forget to wake it.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = create_async_engine(url, pool_size=CONNECTIONS)
        self._listeners: dict[Topic, list[asyncio.Event]] = defaultdict(list)
        # SQLite has one writer; waiting here is fair and costs no polling of the file's lock.
        self._writer = asyncio.Lock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", sqlite.set_up)
            event.listen(self.engine.sync_engine, "begin", sqlite.announce)
        self._is_away = False
        self._reader = self.engine.execution_options(writes=False)

    def listen(self, topic: Topic) -> asyncio.Event:
        """Return an event that is set whenever something of `topic` was committed."""
        wake = asyncio.Event()
        self._listeners[topic].append(wake)
        return wake

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that writes; committed at the end, rolled back by an exception.

        Never awaits anything but the database inside: on SQLite all writers wait for it.

        Raises:
            DatabaseAwayError: it cannot be used now.
        """
        async with (
            self._writer or nullcontext(),
            self._watched(writes=True),
            AsyncSession(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
        for topic in session.info.get("topics", ()):
            for wake in self._listeners[topic]:
                wake.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads; what it returns stays usable afterwards.

        Raises:
            DatabaseAwayError: it cannot be used now.
        """
        async with (
            self._watched(writes=False),
            AsyncSession(self._reader, expire_on_commit=False) as session,
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

    async def connect(self) -> AsyncConnection:
        """Return a plain connection, for migrations and the doctor."""
        return await self.engine.connect()

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def touch(session: AsyncSession, topic: Topic) -> None:
    """Wake `topic`'s listeners when this session's transaction is committed."""
    session.info.setdefault("topics", set()).add(topic)
