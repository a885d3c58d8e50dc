"""Copies of a SQLite database, made while the bot runs and checked before they are used."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.storage.engine import Database
from bot.storage.migrate import check
from bot.storage.private_files import make_private
from bot.storage.sole import AlreadyRunningError, hold_database


class BackupError(Exception):
    """No copy was made or put back; the text says why and what to do. Nothing was changed."""


async def backup(database: Database, copy: Path) -> None:
    """Write a consistent copy of the database, also while the bot runs.

    Raises:
        BackupError: it is no SQLite database, the copy is there already, or cannot be written.
    """
    await asyncio.to_thread(_copy, _file_of(database), copy)


async def restore(database: Database, copy: Path) -> None:
    """Put a copy in the place of the database; the one that was there is kept beside it.

    Raises:
        BackupError: the copy is damaged or no copy of ours, or the bot is running.
        SchemaError: the copy is from a newer version.
    """
    target = _file_of(database)
    await asyncio.to_thread(_require_sound, copy)
    candidate = Database(str(database.engine.url.set(database=str(copy))))
    try:
        await check(candidate)
    finally:
        await candidate.close()
    try:
        async with hold_database(database):
            await asyncio.to_thread(_put_back, copy, target)
    except AlreadyRunningError:
        raise BackupError("The bot is running on this database: stop it first.") from None


def _file_of(database: Database) -> Path:
    url = make_url(str(database.engine.url))
    if not database.is_sqlite or url.database is None:
        raise BackupError(
            "Only SQLite files are copied here. PostgreSQL has tools of its own: pg_dump and "
            "pg_restore."
        )
    return Path(url.database)


def _copy(source: Path, copy: Path) -> None:
    if copy.exists():
        raise BackupError(f"{copy} is there already: name another file.")
    if not source.exists():
        raise BackupError(f"There is no database yet at {source}.")
    unfinished = copy.with_name(copy.name + ".part")
    make_private(unfinished)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(unfinished)) as new,
        ):
            old.backup(new)
            new.execute("pragma journal_mode = delete")
        _require_sound(unfinished)
        unfinished.rename(copy)
    except (sqlite3.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise BackupError(f"The copy cannot be written: {error}.") from error


def _require_sound(file: Path) -> None:
    if not file.exists():
        raise BackupError(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute("pragma integrity_check").fetchone()
            (tables,) = connection.execute(
                "select count(*) from sqlite_master where name = 'alembic_version'"
            ).fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} cannot be read as a database: {error}.") from error
    if found != "ok" or not tables:
        raise BackupError(f"{file} is damaged, or no copy of this bot's database: {found}.")


def _put_back(copy: Path, target: Path) -> None:
    fresh = target.with_name(target.name + ".part")
    _copy(copy, fresh)
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    if target.exists():
        target.replace(target.with_name(target.name + ".before-restore"))
    fresh.rename(target)
