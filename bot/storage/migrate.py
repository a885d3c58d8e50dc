"""Bringing a database to this version's schema, and saying plainly why it cannot be used."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.engine import Database
from bot.storage.trouble import reason

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 4_711_001
"""The advisory lock (PostgreSQL) under which one process migrates while others wait."""


class SchemaError(Exception):
    """The database cannot be used; the text says why and what to do."""


async def migrate(database: Database) -> None:
    """Bring the database to this version's schema; nothing happens if it is there.

    Raises:
        SchemaError: it cannot be opened or written, or a newer version has changed it.
    """
    await _run(database, _upgrade)


async def check(database: Database) -> None:
    """Raise `SchemaError` unless the database can be opened and is not from a newer version."""
    await _run(database, _compare)


async def _run(database: Database, action: Callable[[Connection], None]) -> None:
    _require_folder(database)
    try:
        await database.run(action)
    except (TimeoutError, SQLAlchemyError, OSError) as error:
        raise SchemaError(f"The database cannot be used: {reason(error)}.") from error


def _require_folder(database: Database) -> None:
    file = database.engine.url.database
    if database.is_sqlite and file and not (folder := Path(file).absolute().parent).is_dir():
        raise SchemaError(
            f"The database cannot be used: there is no folder {folder}: make it, or change "
            "DATABASE_URL."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    _compare(connection)
    command.upgrade(_config(connection), "head")


def _compare(connection: Connection) -> None:
    scripts = ScriptDirectory.from_config(_config(connection))
    known = {script.revision for script in scripts.walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in known:
        raise SchemaError(
            "The database is from a newer version of the bot: run that one, or restore a backup."
        )
