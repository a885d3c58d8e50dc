"""`python -m bot restore`, `restored` and `decrypt`: what happens is told first, then asked."""

import sys
from collections.abc import Sequence
from functools import partial
from getpass import getpass
from pathlib import Path

from bot.backups.sealing import is_sealed, opened, unseal
from bot.config.settings import Settings
from bot.core.database.backup import Agree, BackupError, Settle, restore, restored
from bot.core.database.engine import Database
from bot.owners.service.restored import Preview, preview, settle

_YES = {"y", "yes"}


async def put_back(
    database: Database, settings: Settings, files: Sequence[Path], *, yes: bool
) -> None:
    """Put a copy in the database's place, an encrypted one with all its parts, and say so.

    Raises:
        BackupError: it cannot be used, or is not wanted; nothing was changed.
        SchemaError: it is from a newer version.
    """
    with opened(files, _passphrase(settings, files)) as copy:
        kept = await restore(database, copy, _settling(settings), _agreeing(yes=yes))
    _say(f"Restored: {database.file} is {min(files)} now.")
    if kept is not None:
        _say(f"The database that was there is kept as {kept}.")


async def settle_restored(database: Database, settings: Settings, *, yes: bool) -> None:
    """Settle a database that other tools have put back.

    Raises:
        BackupError: the bot is running, or it is not wanted; nothing was changed.
    """
    await restored(database, _settling(settings), _agreeing(yes=yes))
    _say("Settled. The bot can be started.")


def decrypt(settings: Settings, files: Sequence[Path], copy: Path) -> None:
    """Write an encrypted backup as it was to a new file.

    Raises:
        BackupError: it cannot be opened.
    """
    unseal(files, copy, _passphrase(settings, files))
    _say(f"Decrypted: {copy}")


def _settling(settings: Settings) -> Settle:
    return partial(settle, owners=sorted(settings.owner_ids))


def _passphrase(settings: Settings, files: Sequence[Path]) -> str:
    known = settings.backup_passphrase.get_secret_value()
    if known or not is_sealed(files) or not sys.stdin.isatty():
        return known
    return getpass("Passphrase: ")


def _agreeing(*, yes: bool) -> Agree:
    async def agree(database: Database) -> None:
        async with database.read() as session:
            found = await preview(session)
        _say("\n".join(_lines(found)))
        if not yes:
            _ask()

    return agree


def _ask() -> None:
    if not sys.stdin.isatty():
        raise BackupError("Nothing was changed. Add --yes to go on.")
    if input("Go on? [yes/no] ").strip().lower() not in _YES:
        raise BackupError("Nothing was changed.")


def _lines(it: Preview) -> list[str]:
    """Return what will happen, a line each."""
    made_at = f"{it.made_at:%Y-%m-%d %H:%M} UTC" if it.made_at else "an unknown time"
    counted = {
        "Orders that become unclear, since they may have been sent meanwhile; owners are asked "
        "about each": it.orders,
        "Forms and lists that were open, which are closed": it.open_forms,
        "Lists of which the orders that are left are not made": it.unfinished_lists,
        "Refills and cancellations that are not asked for again": it.requests,
        "Messages that were not sent yet, which are dropped": it.messages,
        "Broadcasts that are paused": it.broadcasts,
    }
    return [
        f"This copy is from {made_at}. Orders placed since then are not in it.",
        *(f"- {words}: {count}" for words, count in counted.items() if count),
        "- New orders get numbers that are 10,000 higher, so that none is given twice.",
    ]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
