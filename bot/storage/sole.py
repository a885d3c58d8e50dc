"""`run` has a database for itself; `web` and `worker` processes share one."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import Database
from bot.storage.trouble import DatabaseError

ADVISORY_LOCK = 4_711_002


class AlreadyRunningError(Exception):
    """Another process runs the bot on this database."""


@asynccontextmanager
async def hold_database(database: Database, *, alone: bool = True) -> AsyncIterator[None]:
    """Hold the database for this process; a killed process holds nothing.

    Args:
        alone: nobody else may work on it; otherwise those may who let others (PostgreSQL only).

    Raises:
        AlreadyRunningError: another process holds it.
    """
    engine = database.engine
    hold = (
        _hold_server(engine, alone)
        if isinstance(engine, AsyncEngine)
        else _hold_file(Path(f"{engine.url.database}-lock"))
    )
    async with hold:
        yield


@asynccontextmanager
async def _hold_file(path: Path) -> AsyncIterator[None]:
    # A file of its own: closing SQLite's own file would give up SQLite's locks.
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise AlreadyRunningError from None
    try:
        yield
    finally:
        os.close(file)


@asynccontextmanager
async def _hold_server(engine: AsyncEngine, alone: bool) -> AsyncIterator[None]:
    # The lock is the connection's: it ends with it.
    lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    async with engine.connect() as connection:
        took = await connection.scalar(text(f"select {lock}(:key)"), {"key": ADVISORY_LOCK})
        await connection.commit()
        if not took:
            raise AlreadyRunningError
        try:
            yield
        finally:
            with suppress(DatabaseError):
                await connection.execute(text("select pg_advisory_unlock_all()"))
                await connection.commit()
