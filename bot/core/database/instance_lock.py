"""`run` has a database for itself; `web` and `worker` processes share one."""

import asyncio
import fcntl
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.database.engine import Database
from bot.core.database.errors import DatabaseError, is_passing

logger = logging.getLogger(__name__)

ADVISORY_LOCK = 4_711_002
CHECK_SECONDS = 2.0
ANSWER_SECONDS = 10.0

Keep = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Sees to it that the database is still held, until its event is set.

Raises:
    AlreadyRunningError: the hold was lost, and another process has it now.
"""


class AlreadyRunningError(Exception):
    """Another process runs the bot on this database."""


@asynccontextmanager
async def hold_database(database: Database, *, alone: bool = True) -> AsyncIterator[Keep]:
    """Hold the database for this process; a killed process holds nothing.

    Args:
        alone: nobody else may work on it; otherwise those may who let others (PostgreSQL only).

    Yields:
        What has to run as long as it is held.

    Raises:
        AlreadyRunningError: another process holds it.
    """
    engine = database.engine
    if isinstance(engine, AsyncEngine):
        async with _ServerHold(engine, alone=alone).held() as keep:
            yield keep
    else:
        with _hold_file(database.file):
            yield _keep_file


async def _keep_file(stop: asyncio.Event) -> None:
    """Wait: a lock on a file stays until it is given up."""
    await stop.wait()


@contextmanager
def _hold_file(file: Path | None) -> Iterator[None]:
    """Hold a file by its name and by itself: links are other names of the same."""
    with ExitStack() as stack:
        if file is not None:
            real = file.resolve()
            # A file of its own: closing SQLite's own file would give up SQLite's locks.
            stack.enter_context(_locked(real.with_name(real.name + "-lock")))
            if real.exists():
                identity = real.stat()
                name = f"panel-order-bot-{identity.st_dev:x}-{identity.st_ino:x}.lock"
                # Another user's file of that name says nothing of this database.
                with suppress(PermissionError):
                    stack.enter_context(_locked(Path(tempfile.gettempdir()) / name))
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise AlreadyRunningError from None
    try:
        yield
    finally:
        os.close(file)


class _ServerHold:
    """An advisory lock of PostgreSQL: it is a connection's, and ends with it."""

    def __init__(self, engine: AsyncEngine, *, alone: bool) -> None:
        self._engine = engine
        self._lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Keep]:
        await self._take()
        try:
            yield self._keep
        finally:
            await self._give_up()

    async def _take(self) -> None:
        connection = await self._engine.connect()
        try:
            took = await connection.scalar(text(f"select {self._lock}(:key)"), _KEY)
            await connection.commit()
        except BaseException:
            await _leave(connection)
            raise
        if not took:
            await connection.close()
            raise AlreadyRunningError
        self._connection = connection

    async def _give_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DatabaseError, OSError, TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await connection.execute(text("select pg_advisory_unlock_all()"))
                    await connection.commit()
                    await connection.close()
                return
            await _leave(connection)

    async def _keep(self, stop: asyncio.Event) -> None:
        """Check every few seconds; a server that was started again has forgotten the lock."""
        while not await _is_set(stop, CHECK_SECONDS):
            try:
                if not await self._is_held():
                    await self._take_again()
            except AlreadyRunningError:
                logger.critical("database_held_by_another")
                raise
            except Exception as error:
                if not is_passing(error):
                    raise

    async def _is_held(self) -> bool:
        connection = self._connection
        if connection is None or connection.invalidated:
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await connection.scalar(text("select 1"))
                await connection.commit()
        except Exception as error:
            if not is_passing(error):
                raise
            return False
        return True

    async def _take_again(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await _leave(connection)
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._take()
        logger.warning("database_held_again")


_KEY = {"key": ADVISORY_LOCK}


async def _leave(connection: AsyncConnection) -> None:
    """Close a connection for good: in the pool it would keep a lock that nobody knows of."""
    with suppress(DatabaseError, OSError):
        await connection.invalidate()
    with suppress(DatabaseError, OSError):
        await connection.close()


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
