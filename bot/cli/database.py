"""`migrate`, `backup`, `restore`, `restored` and `decrypt`: what is done to the database."""

import argparse
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.cli import restoring
from bot.cli.start import OK, read_settings
from bot.config.settings import Settings
from bot.core.database.backup import backup
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.process import run

MEGABYTE = 1_000_000


def migrate_command(_: argparse.Namespace) -> int:
    """Bring the database to this version's schema."""
    code = _with_database(migrate)
    sys.stdout.write("The database has this version's schema.\n")
    return code


def backup_command(arguments: argparse.Namespace) -> int:
    """Copy the SQLite database."""
    copy: Path = arguments.file
    code = _with_database(lambda database: backup(database, copy))
    size = f"{copy.stat().st_size / MEGABYTE:,.1f} MB"
    sys.stdout.write(
        f"The database was copied to {copy.absolute()} ({size}), which only you can read. It "
        f"holds personal data. `restore {copy}` puts it back.\n"
    )
    return code


def restore_command(arguments: argparse.Namespace) -> int:
    """Check a copy and put it in the database's place."""
    settings, yes = read_settings(), arguments.yes
    return _with_database(
        lambda database: restoring.put_back(database, settings, arguments.files, yes=yes), settings
    )


def restored_command(arguments: argparse.Namespace) -> int:
    """Settle a database that other tools have put back."""
    settings, yes = read_settings(), arguments.yes
    return _with_database(
        lambda database: restoring.settle_restored(database, settings, yes=yes), settings
    )


def decrypt_command(arguments: argparse.Namespace) -> int:
    """Open an encrypted backup."""
    restoring.decrypt(read_settings(), arguments.files, arguments.output)
    return OK


def _with_database(
    change: Callable[[Database], Coroutine[Any, Any, None]], settings: Settings | None = None
) -> int:
    settings = settings or read_settings()

    async def do() -> None:
        database = Database(settings.database_url)
        try:
            await change(database)
        finally:
            await database.close()

    run(do())
    return OK
