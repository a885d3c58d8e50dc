"""A bot that can be told to die at a named point of its work, as by kill -9.

A step is a commit that changed something, a call to Telegram, the panel or a gateway that leaves,
and its answer. Dying right after each step visits every gap between two steps.
"""

import asyncio
import logging
import os
import signal
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from httpx_aiohttp import AiohttpTransport
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from bot.app import App
from bot.config.settings import Settings
from bot.core.database.engine import Database
from bot.core.process import run
from bot.core.telegram.transport import Transport
from tests.forked import context
from tests.rate_limits import FAST, PATIENT

RECORD = "record"
"""Instead of a point: write the steps down and live."""
_DYING = b"dying"
_LONGEST = 200
_FULL = 2  # https://www.sqlite.org/pragma.html#pragma_synchronous


class CrashingBot:
    """The processes of one bot: it dies where it is told to, and is started again."""

    def __init__(self, settings: Settings, journal: Path) -> None:
        self._settings = settings
        self._journal = journal
        self._after: Any = context().Array("c", _LONGEST)
        self._safe: Any = context().Value("q", 0)
        self._process: ForkServerProcess | None = None

    def start(self) -> None:
        """Start a process; it lives until it comes to the point that it is told."""
        arguments = (self._settings, self._after, self._safe, self._journal)
        self._process = context().Process(target=_run, args=arguments, daemon=True)
        self._process.start()

    def crash_at(self, after: str) -> None:
        """Have it die right after a step, `name (which time from now)`; live if empty."""
        self._after.value = after.encode()

    def spare(self) -> bool:
        """Let it live from now on; false if it is too late, and it dies at this moment."""
        with self._after.get_lock():
            if self._after.value == _DYING:
                return False
            self._after.value = b""
            return True

    async def ended(self) -> None:
        """Wait until it has died."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join)

    async def kill(self) -> None:
        """End it, wherever it is."""
        assert self._process is not None
        self._process.kill()
        await self.ended()

    async def lose_power(self, database: Database) -> None:
        """Once it has died: take all from its SQLite file that was not surely on the disk."""
        file, log = _files(self._settings)
        left = {file: file.read_bytes(), log: log.read_bytes()[: self._safe.value]}
        await database.close()  # which would write the rest into the file
        for path, content in left.items():
            path.write_bytes(content)

    def recorded(self) -> list[str]:
        """Return the steps that were written down, in their order."""
        return self._journal.read_text().splitlines() if self._journal.exists() else []


def _files(settings: Settings) -> tuple[Path, Path]:
    """Return the SQLite file, and the log that commits are appended to."""
    file = make_url(settings.database_url).database or ""
    return Path(file), Path(f"{file}-wal")


def _run(settings: Settings, after: Any, safe: Any, journal: Path) -> None:
    logging.disable(logging.CRITICAL)  # as in the process that looks at the records
    counts: Counter[str] = Counter()

    def step(name: str) -> None:
        with after.get_lock():
            expected = after.value.decode()
            if not expected:
                counts.clear()
                return
            counts[name] += 1
            point = f"{name} ({counts[name]})"
            if point == expected:
                after.value = _DYING
        if point == expected:
            os.kill(os.getpid(), signal.SIGKILL)
        if expected == RECORD:
            with journal.open("a") as file:
                file.write(point + "\n")

    _watch_disk(_files(settings)[1], safe)
    _watch_commits(step)
    _watch_calls(step)
    run(App(settings, rate_limits=FAST, flood_limits=PATIENT).run(asyncio.Event()))


def _watch_commits(step: Callable[[str], None]) -> None:
    written: defaultdict[int, dict[str, None]] = defaultdict(dict)

    @event.listens_for(Engine, "after_cursor_execute")
    def record(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        verb, *words = statement.lower().replace('"', "").split()
        # SQLite counts the rows of an INSERT with RETURNING only when they are read.
        if verb == "insert" or (verb in {"update", "delete"} and cursor.rowcount != 0):
            table = words[0] if verb == "update" else words[1]
            written[_key(connection.connection)][f"{verb} {table}"] = None

    def wrap(dialect: Any) -> None:
        commit, rollback = dialect.do_commit, dialect.do_rollback

        def do_commit(self: Any, connection: Any) -> None:
            commit(self, connection)
            if what := written.pop(_key(connection), None):
                step(f"commit: {', '.join(what)}")

        def do_rollback(self: Any, connection: Any) -> None:
            written.pop(_key(connection), None)
            rollback(self, connection)

        dialect.do_commit, dialect.do_rollback = do_commit, do_rollback

    wrap(SQLiteDialect_pysqlite)
    wrap(PGDialect_asyncpg)


def _watch_disk(log: Path, safe: Any) -> None:
    """Write down how long the log is after each commit that had the disk write it out."""

    @event.listens_for(Engine, "connect")
    def only_append(connection: Any, _entry: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA wal_autocheckpoint=0")

    dialect: Any = SQLiteDialect_pysqlite
    commit = dialect.do_commit

    def do_commit(self: Any, connection: Any) -> None:
        (mode,) = connection.execute("PRAGMA synchronous").fetchone()
        before = log.stat().st_size if log.exists() else 0
        commit(self, connection)
        after = log.stat().st_size
        if mode >= _FULL and after != before:  # a commit of nothing waits for nothing
            safe.value = after

    dialect.do_commit = do_commit


def _key(connection: Any) -> int:
    """Distinguish connections, with or without the pool's proxy around them."""
    return id(getattr(connection, "dbapi_connection", connection))


def _watch_calls(step: Callable[[str], None]) -> None:
    call, ask = Transport.do_request, AiohttpTransport.handle_async_request

    async def do_request(self: Transport, url: str, *args: Any, **kwargs: Any) -> Any:
        name = url.rpartition("/")[2]
        if name == "GetUpdates":  # its answer counts when it is committed
            return await call(self, url, *args, **kwargs)
        step(f"{name} leaves")
        answer = await call(self, url, *args, **kwargs)
        step(f"{name} is answered")
        return answer

    async def handle(self: AiohttpTransport, request: httpx.Request) -> httpx.Response:
        asked = parse_qs(request.content.decode()).get("action", [""])[0]
        name = f"panel {asked}" if asked else f"gateway {request.url.path.rpartition('/')[2]}"
        step(f"{name} leaves")
        answer = await ask(self, request)
        step(f"{name} is answered")
        return answer

    Transport.do_request = do_request  # type: ignore[method-assign]
    AiohttpTransport.handle_async_request = handle  # type: ignore[method-assign]
