"""Bringing a database to this version's schema, and saying plainly why it cannot be used."""

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.core.database.engine import Database, Result
from bot.core.database.errors import reason

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"
LOCK = 4_711_001
"""The advisory lock (PostgreSQL) under which one process migrates while others wait."""
_OF_ANOTHER = "The database has another program's tables: set DATABASE_URL to one without."


class SchemaError(Exception):
    """The database cannot be used; the text says why and what to do."""


class DatabaseUrlError(SchemaError):
    """`DATABASE_URL` leads nowhere, and will tomorrow."""


async def migrate(database: Database) -> None:
    """Bring the database to this version's schema; nothing happens if it is there.

    Raises:
        SchemaError: it cannot be opened or written, or a newer version has changed it.
    """
    before = await _run(database, _upgrade)
    if before != versions()[-1]:
        logger.info(
            "database_migrated", extra={"schema": versions()[-1], "before": before or "none"}
        )


async def check(database: Database) -> bool:
    """Return whether the database has this version's schema already; an older one is migrated.

    Raises:
        SchemaError: it cannot be opened, or is from a newer version.
    """
    return await _run(database, lambda connection: _compare(connection) == versions()[-1])


async def _run(database: Database, action: Callable[[Connection], Result]) -> Result:
    _require_folder(database)
    try:
        return await database.run(action)
    except (TimeoutError, SQLAlchemyError, OSError) as error:
        raise SchemaError(f"The database cannot be used: {reason(error)}.") from error


def _require_folder(database: Database) -> None:
    file = database.file
    if file is not None and not (folder := file.absolute().parent).is_dir():
        raise DatabaseUrlError(
            f"The database cannot be used: there is no folder {folder}: make it, or change "
            "DATABASE_URL."
        )


def versions() -> list[str]:
    """Return the schema's versions in order; each file of a migration is named after its own."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> str | None:
    """Bring the schema to the newest version; return the one that it had."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    present, newest = _compare(connection), versions()[-1]
    if present != newest:
        try:
            run_migrations(connection)
        except DBAPIError as error:
            if present is None and "already exists" in str(error.orig):
                raise SchemaError(_OF_ANOTHER) from error
            raise
    return present


def _compare(connection: Connection) -> str | None:
    """Return the version of the database's schema, which is none that came later."""
    present = _version(connection)
    if present is not None and present not in versions():
        raise SchemaError(
            "The database is from a newer version of the bot: run that one, or restore a backup."
        )
    return present


def _version(connection: Connection) -> str | None:
    """Return the version of the database's schema; `None`: it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def run_migrations(connection: Connection, to: str = "head") -> None:
    """Bring the schema from whatever it is to a version."""
    # Large, and at most starts not needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
