"""Copies of a SQLite database, made while the bot runs and checked before they are used."""

import asyncio
import itertools
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.core.clock import utc_now
from bot.core.database import sqlite
from bot.core.database.engine import Database, Session
from bot.core.database.errors import reason
from bot.core.database.instance_lock import AlreadyRunningError, hold_database
from bot.core.database.migrate import migrate
from bot.core.database.private_files import KEPT, PART, make_private, written_whole

Settle = Callable[[Session, datetime], Awaitable[None]]
"""Makes a database that is older than what has happened since safe to go on with."""
Agree = Callable[[Database], Awaitable[None]]
"""Inspects a copy that is about to be settled, and lets it be.

Raises:
    BackupError: it is not wanted.
"""
_RUNNING = "The bot is running on this database: stop it first."


class BackupError(Exception):
    """No copy was made or put back; the text says why and what to do. Nothing was changed."""


async def backup(database: Database, copy: Path) -> None:
    """Write a consistent copy of the database, also while the bot runs.

    Raises:
        BackupError: it is no SQLite database, the copy is there already, or cannot be written.
    """
    await asyncio.to_thread(_copy, _file_of(database), copy)


async def restore(
    database: Database, copy: Path, settle: Settle, agree: Agree | None = None
) -> Path | None:
    """Put a copy in the place of the database, settled with what may have happened since.

    It takes the place at one moment, whole; a crash before leaves the one that was there.

    Returns:
        Where the database is kept that was there, `None` if there was none.

    Raises:
        BackupError: the copy is damaged or no copy of ours, or is not wanted, or the bot is
            running.
        SchemaError: the copy is from a newer version.
    """
    target = _file_of(database)
    _require_sound(copy)
    try:
        async with hold_database(database):
            kept = await _replace(target, copy, settle, agree)
            database.watermark.forget()
            return kept
    except AlreadyRunningError:
        raise BackupError(_RUNNING) from None


async def restored(database: Database, settle: Settle, agree: Agree | None = None) -> None:
    """Settle a database that other tools have put back: as `restore` does with its copy.

    Raises:
        BackupError: the bot is running, or it is not wanted.
        SchemaError: it cannot be used, or is from a newer version.
    """
    try:
        async with hold_database(database):
            await _settle(database, settle, agree)
            database.watermark.forget()
    except AlreadyRunningError:
        raise BackupError(_RUNNING) from None


async def _replace(target: Path, copy: Path, settle: Settle, agree: Agree | None) -> Path | None:
    """Put a copy, settled, in the place of a file; what is not put there is deleted.

    Nothing else goes on meanwhile, so it is waited for here: no thread is left to make a file
    anew that was deleted.
    """
    fresh = target.with_name(target.name + PART)
    _delete(fresh)  # what an earlier attempt has left
    try:
        _copy(copy, fresh)
        database = Database(sqlite.url_of(fresh))
        try:
            await _settle(database, settle, agree)
        finally:
            await database.close()
        return _put_in_place(fresh, target)
    finally:
        _delete(fresh)


async def _settle(database: Database, settle: Settle, agree: Agree | None) -> None:
    await migrate(database)
    if agree is not None:
        await agree(database)
    async with database.begin() as session:
        await settle(session, utc_now())


def _file_of(database: Database) -> Path:
    if database.file is None:
        raise BackupError(
            "Only SQLite files are copied here. PostgreSQL has tools of its own: pg_dump and "
            "pg_restore."
        )
    return database.file


def _copy(source: Path, copy: Path) -> None:
    if copy.exists():
        raise BackupError(f"{copy} already exists: choose another name.")
    if not source.exists():
        raise BackupError(f"There is no database yet at {source}.")
    try:
        with written_whole(copy) as unfinished:
            with _reading(source) as old, closing(sqlite3.connect(unfinished)) as new:
                old.backup(new)
                new.execute("pragma journal_mode = delete")
            _require_sound(unfinished)
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"The copy cannot be made: {reason(error)}.") from error


def _require_sound(file: Path) -> None:
    if not file.exists():
        raise BackupError(f"There is no file {file}.")
    try:
        with _reading(file) as connection:
            (found,) = connection.execute("pragma integrity_check").fetchone()
            (tables,) = connection.execute(
                "select count(*) from sqlite_master where name = 'alembic_version'"
            ).fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} cannot be read as a database: {error}.") from error
    if found != "ok" or not tables:
        raise BackupError(f"{file} is damaged, or no copy of this bot's database: {found}.")


def _reading(file: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True))


def _delete(file: Path) -> None:
    for each in (file, *_beside(file)):
        each.unlink(missing_ok=True)


def _put_in_place(fresh: Path, target: Path) -> Path | None:
    _fold(fresh)
    kept = None
    if target.exists():
        kept = _free_name(target)
        _keep(target, kept)
        _fold(target)
    for beside in _beside(target):  # of a damaged one, which is kept with it
        beside.unlink(missing_ok=True)
    fresh.replace(target)
    _sync(target.parent)
    return kept


def _beside(file: Path) -> list[Path]:
    """Return the files in which SQLite has what is not in the file itself yet."""
    return [file.with_name(file.name + suffix) for suffix in ("-wal", "-shm")]


def _free_name(target: Path) -> Path:
    """Return the first name beside the database that nothing is kept under."""
    for number in itertools.count(1):
        suffix = KEPT if number == 1 else f"{KEPT}-{number}"
        kept = target.with_name(target.name + suffix)
        if not kept.exists():
            return kept
    raise AssertionError("numbers do not end")


def _keep(target: Path, kept: Path) -> None:
    """Keep a database as a whole file, what is in its WAL included; a damaged one as it is."""
    try:
        _copy(target, kept)
    except BackupError:
        wal, _ = _beside(target)
        if wal.exists():
            _keep_bytes(wal, _beside(kept)[0])
        _keep_bytes(target, kept)


def _keep_bytes(file: Path, kept: Path) -> None:
    make_private(kept)
    shutil.copyfile(file, kept)


def _fold(file: Path) -> None:
    """Bring all that is in the WAL into the file: the next database must not be given it."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = delete")
    with file.open("rb") as folded:
        os.fsync(folded.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
