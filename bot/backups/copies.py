"""Copies of a database in a folder: made whole or not at all, the oldest deleted."""

import asyncio
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from bot.backups import rules
from bot.core.database.backup import BackupError, backup
from bot.core.database.engine import Database
from bot.core.database.private_files import written_whole

DUMP_SECONDS = 6 * 3600.0
_NO_PG_DUMP = (
    "pg_dump is not installed: install PostgreSQL's client, of the server's version or newer"
)


async def make_copy(database: Database, folder: Path, moment: datetime) -> Path:
    """Write a copy of the database into a folder and return it; readable for its owner only.

    A PostgreSQL database is copied by pg_dump, in its custom format.

    Raises:
        BackupError: no copy was made; the text says why.
    """
    copy = folder / rules.name_of(moment, is_sqlite=database.is_sqlite)
    try:
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        if database.is_sqlite:
            await backup(database, copy)
        else:
            await _dump(database.engine.url, copy)
    except OSError as error:
        raise BackupError(f"{copy} cannot be written: {error.strerror}") from error
    return copy


async def _dump(url: URL, copy: Path) -> None:
    if shutil.which("pg_dump") is None:
        raise BackupError(_NO_PG_DUMP)
    with written_whole(copy) as unfinished:
        await _run_pg_dump(url, unfinished)


async def _run_pg_dump(url: URL, file: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *("pg_dump", "--format=custom", "--no-password", f"--file={file}"),
        env={**os.environ, **_libpq(url)},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DUMP_SECONDS):
            _, said = await process.communicate()
    except TimeoutError:
        raise BackupError("pg_dump did not end in time") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise BackupError(lines[-1] if lines else f"pg_dump ended with {process.returncode}")


def _libpq(url: URL) -> dict[str, str]:
    """Return a database's address as variables: arguments can be read by every user."""
    found = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("ssl"),
    }
    return {name: str(value) for name, value in found.items() if value}


def delete_superfluous(folder: Path, keep: int) -> None:
    """Delete all of our copies but the newest; one that cannot be deleted stays."""
    delete(folder / name for name in rules.superfluous(_names(folder), keep))


def delete_left_over(folder: Path) -> None:
    """Delete what was made for sending, and what a killed process has left."""
    delete(folder / name for name in rules.left_over(_names(folder)))


def delete(files: Iterable[Path]) -> None:
    """Delete files, as far as they are there and may be deleted."""
    for file in files:
        with suppress(OSError):
            file.unlink()


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return [file.name for file in folder.iterdir()]
    return []
