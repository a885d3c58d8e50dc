"""The newest schema, made once in a process by the migrations and copied from then on."""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from bot.core.database.engine import Database
from bot.core.database.migrate import migrate


@cache
def migrated_file() -> bytes:
    """Return what a SQLite file with the newest schema and no rows consists of."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.sqlite3"
        migrate_apart(f"sqlite:///{file}")
        return file.read_bytes()


def migrate_apart(url: str) -> None:
    """Bring a database to the newest schema, whether or not an event loop runs here."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, _migrate(url)).result()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.close()
