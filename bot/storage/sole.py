"""One process polls and frees what a killed one held; a second on its database is refused."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from bot.storage.engine import Database

ADVISORY_LOCK = 4_711_002


class AlreadyRunningError(Exception):
    """Another process runs the bot on this database."""


@asynccontextmanager
async def sole_process(database: Database) -> AsyncIterator[None]:
    """Hold the database for this process; a killed process holds nothing.

    Raises:
        AlreadyRunningError: another process holds it.
    """
    hold = _hold_file if database.is_sqlite else _hold_server
    async with hold(database):
        yield


@asynccontextmanager
async def _hold_file(database: Database) -> AsyncIterator[None]:
    # A file of its own: closing SQLite's own file would give up SQLite's locks.
    file = os.open(Path(f"{database.engine.url.database}-lock"), os.O_RDWR | os.O_CREAT, 0o600)
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
async def _hold_server(database: Database) -> AsyncIterator[None]:
    async with database.engine.connect() as connection:
        took = await connection.scalar(
            text("select pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}
        )
        await connection.commit()
        if not took:
            raise AlreadyRunningError
        try:
            yield
        finally:
            await connection.execute(
                text("select pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK}
            )
