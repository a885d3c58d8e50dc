"""SQLite under SQLAlchemy's async engine, without a thread's round trip for each statement.

aiosqlite hands every call to a thread and back, some 0.1 ms each, and a transaction has a dozen.
Almost all of them take microseconds: those run where they are. What waits for the disk or for
another process's lock (bulk writes, commits, a write lock that is not free) runs in a thread.
"""

import asyncio
import sqlite3
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

BEGIN_WRITING = "BEGIN IMMEDIATE"
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

    changes_before = 0  # rows changed on this connection until its transaction began

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


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
            _in_thread(dbapi_connection.commit)

    def do_execute(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Execute; taking the write lock may have to wait for another process."""
        del context
        if statement == BEGIN_WRITING:
            _begin_writing(cursor)
        else:
            cursor.execute(statement, parameters)

    def do_executemany(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Execute for many rows, which takes a while."""
        del context
        _in_thread(partial(cursor.executemany, statement, parameters))


def _begin_writing(cursor: Any) -> None:
    connection = cursor.connection
    cursor.execute(_NO_PATIENCE)
    try:
        cursor.execute(BEGIN_WRITING)
    except sqlite3.OperationalError as error:
        cursor.execute(PATIENCE)
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        _in_thread(partial(cursor.execute, BEGIN_WRITING))
    else:
        cursor.execute(PATIENCE)
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


def begin(connection: Any) -> None:
    """Begin a transaction as the connection's `sqlite_begin` option says."""
    # IMMEDIATE takes the write lock at the start: a transaction that reads first and then writes
    # could otherwise fail half way, because another process wrote in between.
    connection.exec_driver_sql(
        connection.get_execution_options().get("sqlite_begin", BEGIN_WRITING)
    )
