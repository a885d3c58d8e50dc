"""SQLite behind SQLAlchemy's async session: called from the event loop itself.

An async driver hands each call to a thread and back, which takes ten times as long as most calls.
What may wait runs in a thread all the same: for a write lock that another process has, and for a
disk that takes its time with commits.
"""

import asyncio
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.pool import ConnectionPoolEntry

from bot.core.database.private_files import make_private

PATIENCE = "PRAGMA busy_timeout=5000"
_NO_PATIENCE = "PRAGMA busy_timeout=0"
_WRITING = "BEGIN IMMEDIATE"
# NORMAL may lose the last commits in a power cut, the latest first, and a later FULL keeps them
# all. FULL waits for the disk: for most of what a commit takes, but an `add` that has left the
# house must be remembered.
_FULL = "PRAGMA synchronous=FULL"
_NORMAL = "PRAGMA synchronous=NORMAL"
SLOW_SECONDS = 0.002
SLOW_FOR_SECONDS = 5.0  # until a commit tries the disk again, and all wait for that one
LEARNED = 0.1  # of how much slower or quicker than before one commit was

Result = TypeVar("Result")

# Not the loop's own threads: slow name look-ups would stand in the way of a commit.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sqlite")


class InlineSession(AsyncSession):
    """An async session that does not wait: what it awaits is done when it returns."""

    def __init__(self, engine: Engine, *, durable: bool = True) -> None:
        super().__init__(expire_on_commit=False)
        self.sync_session.bind = engine
        self._durable = durable

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        self.sync_session.close()

    async def execute(self, *args: Any, **options: Any) -> Any:
        """Execute a statement."""
        return self.sync_session.execute(*args, **options)

    async def get(self, *args: Any, **options: Any) -> Any:
        """Return an object by its key."""
        return self.sync_session.get(*args, **options)

    async def get_one(self, *args: Any, **options: Any) -> Any:
        """Return an object by its key, which is there."""
        return self.sync_session.get_one(*args, **options)

    async def merge(self, *args: Any, **options: Any) -> Any:
        """Write an object over the one with its key."""
        return self.sync_session.merge(*args, **options)

    async def delete(self, instance: object) -> None:
        """Delete an object."""
        self.sync_session.delete(instance)

    async def flush(self, objects: Any = None) -> None:
        """Send what has changed to the database."""
        self.sync_session.flush(objects)

    async def commit(self) -> None:
        """Commit; a slow disk is waited for in a thread."""
        self.sync_session.flush()
        await _disk.commit(self.sync_session.commit, durable=self._durable)


class Disk:
    """Decides where to commit: on a quick disk it is not worth a thread.

    Only durable commits on the loop itself are timed. Others seldom wait for the disk, and in a
    thread the way back to a busy loop counts too: a quick disk would seem slow for as long as
    there is much to do.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds = 0.0
        self._try_at = 0.0

    async def commit(self, commit: Callable[[], None], *, durable: bool = True) -> None:
        """Commit here, or in a thread while the disk is slow."""
        began, is_slow = self._clock(), self._seconds >= SLOW_SECONDS
        if is_slow and (began < self._try_at or not durable):
            await _in_thread(commit)
            return
        commit()
        if not durable:
            return
        ended = self._clock()
        took = ended - began
        self._seconds = took if is_slow else self._seconds + (took - self._seconds) * LEARNED
        self._try_at = ended + SLOW_FOR_SECONDS


_disk = Disk()


def open_engine(url: str) -> Engine:
    """Return the engine of a file."""
    # Nobody may wait for a connection: that would be the loop itself.
    engine = create_engine(url, max_overflow=-1)
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


@asynccontextmanager
async def writing(engine: Engine, *, durable: bool) -> AsyncIterator[AsyncSession]:
    """Open a session in a transaction that writes; committed at the end."""
    async with InlineSession(engine, durable=durable) as session:
        begin = session.sync_session.connection
        try:
            begin(execution_options={"patient": False, "durable": durable})
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                raise
            session.sync_session.rollback()
            await _in_thread(begin)
        yield session
        await session.commit()


async def run(engine: Engine, action: Callable[[Connection], Result]) -> Result:
    """Let `action` work on a connection of its own, in a transaction: for migrations.

    Tables that others refer to may be made anew: the references are not checked meanwhile.
    """

    def act() -> Result:
        with engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")  # would do nothing in the transaction
            try:
                with connection.begin():
                    return action(connection)
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    return await _in_thread(act)


async def _in_thread(work: Callable[[], Result]) -> Result:
    # Whoever is cancelled waits too: the rollback that follows must find the thread done.
    working = asyncio.get_running_loop().run_in_executor(_threads, work)
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


def _make_private(_dialect: object, _entry: object, arguments: list[Any], _: object) -> None:
    file = file_of(arguments[0])
    if file is not None:
        make_private(file)


def url_of(file: Path) -> str:
    """Return the URL of a file's database, whatever characters its path has."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def file_in(url: URL | str) -> Path | None:
    """Return the file that a database's URL names; `None`: no file, or a server."""
    url = make_url(url)
    is_file = url.get_backend_name() == "sqlite" and url.query.get("mode") != "memory"
    return file_of(url.database or "") if is_file else None


def file_of(name: str) -> Path | None:
    """Return the file that SQLite opens by a name, which may be a `file:` URL; `None`: no file."""
    if name.startswith("file:"):
        # https://www.sqlite.org/uri.html: an authority is empty or localhost.
        path = re.sub("^//(localhost)?(?=/)", "", name.removeprefix("file:"))
        name, _, query = path.partition("#")[0].partition("?")
        name = unquote(name)
        if "memory" in parse_qs(query).get("mode", []):
            return None
    return Path(name) if name and name != ":memory:" else None


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set a new connection up for a bot's life: many readers, one writer, nothing lost."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for the writer
    cursor.execute(PATIENCE)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
    # Its own knows no letters but A to Z.
    driver: Any = connection
    driver.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _begin(connection: Connection) -> None:
    """Begin a transaction as the connection's options say: `writes`, `patient`, `durable`."""
    options = connection.get_execution_options()
    driver: Any = connection.connection.dbapi_connection
    if not options.get("writes", True):
        driver.execute("BEGIN")
        return
    _synchronize(connection, _FULL if options.get("durable", True) else _NORMAL)
    driver.execute(PATIENCE if options.get("patient", True) else _NO_PATIENCE)
    # IMMEDIATE takes the write lock at the start: a transaction that reads first and then writes
    # could otherwise fail half way, because another process wrote in between.
    try:
        driver.execute(_WRITING)
    except sqlite3.OperationalError as error:
        raise OperationalError(_WRITING, None, error) from error
    finally:
        driver.execute(PATIENCE)


def _synchronize(connection: Connection, mode: str) -> None:
    if connection.info.get("synchronous") != mode:
        driver: Any = connection.connection.dbapi_connection
        driver.execute(mode)
        connection.info["synchronous"] = mode
