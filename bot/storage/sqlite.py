"""SQLite under SQLAlchemy's async engine, without a thread's round trip for each statement.

aiosqlite hands every call to a thread and back, some 0.1 ms each, and a transaction has a dozen.
Almost all of them take microseconds: those run where they are. What waits runs in a thread: bulk
writes, a write lock that another process has, and commits on a disk that takes its time.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_

SLOW_SECONDS = 0.001
LEARNED = 0.1  # of how much quicker one commit was; a slow one is believed at once
PATIENCE = "PRAGMA busy_timeout=5000"
_NO_PATIENCE = "PRAGMA busy_timeout=0"

# Not the loop's own threads: slow name look-ups would stand in the way of a commit.
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sqlite")


class _Cursor(sqlite3.Cursor):
    """A cursor as SQLAlchemy's async engine wants it."""

    async def _async_soft_close(self) -> None:
        """Stay open: the result reads the rows from here, and closes."""


class _Connection(sqlite3.Connection):
    """A connection with such cursors."""

    will_write = True  # the transaction that begins next
    changes_before = 0  # rows changed on this connection until its transaction began

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class _Disk:
    """Commits, and remembers how long the disk takes: a quick one is not worth a thread."""

    def __init__(self) -> None:
        self._seconds = SLOW_SECONDS  # of a commit, lately

    def commit(self, connection: sqlite3.Connection) -> None:
        if self._seconds < SLOW_SECONDS:
            self._commit(connection)
        else:
            _in_thread(partial(self._commit, connection))

    def _commit(self, connection: sqlite3.Connection) -> None:
        began = time.perf_counter()
        connection.commit()
        took = time.perf_counter() - began
        self._seconds = max(took, self._seconds + (took - self._seconds) * LEARNED)


_disk = _Disk()


class InlineDialect(SQLiteDialect_pysqlite):
    """The standard library's sqlite3, called from the event loop.

    A connection serves one task at a time, and one thread at a time.
    """

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003 - the signature is SQLAlchemy's
        """Return a pool that waits without blocking the loop."""
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        """Let a connection be used from the thread that commits."""
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "check_same_thread": False, "factory": _Connection}

    def get_driver_connection(self, connection: DBAPIConnection) -> Any:
        """Return the sqlite3 connection."""
        return connection

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit; where something has changed, that waits for the disk."""
        if not dbapi_connection.in_transaction:
            return
        if dbapi_connection.total_changes == dbapi_connection.changes_before:
            dbapi_connection.commit()
        else:
            _disk.commit(dbapi_connection)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin; taking the write lock may have to wait for another process."""
        # IMMEDIATE takes the write lock at the start: a transaction that reads first and then
        # writes could otherwise fail half way, because another process wrote in between.
        if dbapi_connection.will_write:
            _begin_writing(dbapi_connection)
        else:
            dbapi_connection.execute("BEGIN")

    def do_executemany(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Execute for many rows, which takes a while."""
        del context
        _in_thread(partial(cursor.executemany, statement, parameters))


def _begin_writing(connection: _Connection) -> None:
    connection.execute(_NO_PATIENCE)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        connection.execute(PATIENCE)
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        _in_thread(partial(connection.execute, "BEGIN IMMEDIATE"))
    else:
        connection.execute(PATIENCE)
    connection.changes_before = connection.total_changes


def _in_thread(work: Callable[[], object]) -> None:
    await_(_to_the_end(asyncio.get_running_loop().run_in_executor(_THREADS, work)))


async def _to_the_end(work: asyncio.Future[object]) -> None:
    # Whoever is cancelled waits too: the rollback that follows must find the thread done.
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


registry.register("sqlite.inline", __name__, "InlineDialect")


def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set a new connection up for a bot's life: many readers, one writer, nothing lost."""
    cursor = connection.cursor()
    # Readers do not wait for the writer. NORMAL would lose the last commits in a power cut, and
    # with them the memory that an `add` has left the house; FULL costs 0.1 ms a commit.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(PATIENCE)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def announce(connection: Any) -> None:
    """Tell the driver's connection what the transaction that begins will do."""
    writes = connection.get_execution_options().get("writes", True)
    connection.connection.dbapi_connection.will_write = writes
