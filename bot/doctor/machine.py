"""The machine that the bot runs on: its clock, its disk, and who may read the settings."""

import os
import shutil
import stat
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from bot.config.loading import ENV_FILE, misspelt_in, read_env_file
from bot.core.database.sqlite import file_in
from bot.core.log_config import LogConfigError
from bot.core.logs import configure_logging
from bot.doctor.network import server_time
from bot.doctor.results import CheckContext, CheckResult, UnhealthyError, ok, warning

MOST_SKEW = timedelta(seconds=30)
LEAST_FREE = 1024**3
"""Bytes; the database is a few hundred megabytes after a million orders, a backup as many."""
LEAST_SHARE = 0.05
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MEGABYTE = 1_000_000
_FEW_MINUTES = 3


async def examine_clock(context: CheckContext) -> list[CheckResult]:
    """Compare the machine's clock with that of Telegram, else with that of the panel."""
    for url in (context.settings.telegram_api_url, context.settings.provider_api_url):
        theirs = await server_time(url)
        if theirs is None:
            continue
        skew = context.clock() - theirs
        if abs(skew) > MOST_SKEW:
            way = "fast" if skew > timedelta() else "slow"
            return [
                warning(
                    f"it is {_span(abs(skew))} {way}: times of orders, quiet hours and limits are "
                    "wrong. Have the system set it (`timedatectl set-ntp true`)."
                )
            ]
        return [ok("right")]
    return []


def _span(span: timedelta) -> str:
    minutes = span / timedelta(minutes=1)
    return f"{minutes:,.0f} minutes" if minutes >= _FEW_MINUTES else f"{minutes * 60:.0f} seconds"


async def examine_disk(context: CheckContext) -> list[CheckResult]:
    """Check how much room is left where the bot writes."""
    usage = shutil.disk_usage(_folder_of(context.settings.database_url))
    free = f"{usage.free / _MEGABYTE:,.0f} MB free"
    if usage.free < LEAST_FREE or usage.free < LEAST_SHARE * usage.total:
        return [warning(f"{free}: without space no order can be stored. Free some.")]
    return [ok(free)]


def _folder_of(database_url: str) -> Path:
    """Return where the database is, the working directory for one of a server."""
    file = file_in(database_url)
    folder = Path.cwd() if file is None else file.absolute().parent
    return folder if folder.is_dir() else Path.cwd()


async def examine_logs(context: CheckContext) -> list[CheckResult]:
    """Check for what is only meant for a search for faults, and try the operator's own file."""
    settings = context.settings
    if settings.log_config:
        try:
            configure_logging("ERROR", "text", settings.secrets(), Path(settings.log_config))
        except LogConfigError as error:
            raise UnhealthyError(f"LOG_CONFIG cannot be used: {error}") from None
    if settings.log_level != "DEBUG":
        return []
    return [
        warning(
            "LOG_LEVEL is DEBUG: logs grow by gigabytes and name people's chats. Set it to INFO."
        )
    ]


async def examine_backups(context: CheckContext) -> list[CheckResult]:
    """Check whether copies of the database can be made where they are wanted."""
    settings = context.settings
    is_sqlite = settings.database_url.startswith("sqlite")
    if not settings.backup_dir:
        advice = "the bot makes none. Set BACKUP_DIR to a folder for a copy every day."
        return [warning(advice)] if is_sqlite else []
    folder = Path(settings.backup_dir)
    if not (existing := _existing(folder)).is_dir():
        return [warning(f"{existing} is a file. Set BACKUP_DIR to a folder.")]
    if not os.access(existing, os.W_OK):
        return [warning(f"{folder} cannot be written. Set BACKUP_DIR to another folder.")]
    if not is_sqlite and shutil.which("pg_dump") is None:
        return [warning("pg_dump is not installed: install PostgreSQL's client.")]
    sent = f", each sent to chat {settings.backup_chat}" if settings.backup_chat else ""
    hour = f"{settings.backup_hour:02}:00 UTC"
    return [ok(f"daily at {hour} in {folder}, {settings.backup_keep} kept{sent}")]


def _existing(folder: Path) -> Path:
    """Return a folder, or the one in which it would be made."""
    absolute = folder.absolute()
    return next(it for it in (absolute, *absolute.parents) if it.exists())


async def examine_env_file(_: CheckContext) -> list[CheckResult]:
    """Check who may read the file with token and key, and whether each name is a setting's."""
    return [*_readers(ENV_FILE), *_misspelt(ENV_FILE)]


def _readers(file: Path) -> Iterable[CheckResult]:
    if file.exists() and file.stat().st_mode & _OF_OTHERS:
        yield warning(f"other users of this machine may read {file}: chmod 600 {file}")


def _misspelt(file: Path) -> Iterable[CheckResult]:
    for name, meant in misspelt_in(read_env_file(file)).items():
        yield warning(f"{name} is no setting, and does nothing. Rename it {meant}.")
