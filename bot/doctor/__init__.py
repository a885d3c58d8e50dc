"""`python -m bot check`: what the bot stands on, and what will bite, each with what to do."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot import options
from bot.catalogue.file import load_overrides
from bot.config import SettingsError, load_settings
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, check
from bot.core.logs import configure_logging, redacted
from bot.doctor.findings import Case, Finding, Health, Mark, UnhealthyError, warning, well
from bot.doctor.machine import (
    examine_backups,
    examine_clock,
    examine_disk,
    examine_env_file,
    examine_logs,
)
from bot.doctor.panel import examine_panel
from bot.doctor.payments import examine_payments
from bot.doctor.telegram import examine_telegram
from bot.doctor.transfers import examine_transfers
from bot.pricing.service import currency
from bot.pricing.service.currency import CurrencyChangedError

Examination = Callable[[Case], Awaitable[list[Finding]]]


def utc_now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)


async def examine(clock: Callable[[], datetime] = utc_now) -> Health:
    """Examine everything, print a line for each finding, and return what it comes to.

    Raises:
        SettingsError: without settings there is nothing to examine.
    """
    settings = load_settings()
    configure_logging("CRITICAL", "text", settings.secrets())
    _say("settings", well("complete"))
    case = Case(settings, clock)
    results = [await _try(what, look, case) for what, look in _EXAMINATIONS.items()]
    worst = (Health.WRONGLY_SET, Health.BROKEN, Health.FINE)
    return next(health for health in worst if health in results)


async def _try(what: str, look: Examination, case: Case) -> Health:
    marks = set()
    try:
        for finding in await look(case):
            _say(what, finding)
            marks.add(finding.mark)
    except (UnhealthyError, SchemaError) as error:
        _say(what, Finding(str(error), Mark.BROKEN))
        return Health.BROKEN
    except (SettingsError, CurrencyChangedError) as error:
        _say(what, Finding(str(error), Mark.BROKEN))
        return Health.WRONGLY_SET
    return Health.BROKEN if Mark.BROKEN in marks else Health.FINE


async def _database(case: Case) -> list[Finding]:
    database = Database(case.settings.database_url)
    try:
        selling, is_migrated = options.selling(case.settings), await check(database)
        if selling is not None and is_migrated:
            async with database.read() as session:
                await currency.check(session, selling)
    finally:
        await database.close()
    return [well("ready")]


async def _file(case: Case) -> list[Finding]:
    """Look for what the file names and the panel does not have; there need be no file."""
    overrides = load_overrides(case.settings.catalogue_file)
    named = {"service": overrides.services, "category": overrides.categories}
    if not any(named.values()) or case.services is None:
        return []
    known = {
        "service": {service.id for service in case.services},
        "category": {service.category for service in case.services},
    }
    counts = ", ".join(f"{kind} entries: {len(entries)}" for kind, entries in named.items())
    missing = [
        warning(f"the panel has no {kind} “{key}”. Take it out of {case.settings.catalogue_file}.")
        for kind, entries in named.items()
        for key in entries
        if key not in known[kind]
    ]
    return [well(counts), *missing]


_EXAMINATIONS: dict[str, Examination] = {
    "telegram": examine_telegram,
    "panel": examine_panel,
    "database": _database,
    "payments": examine_payments,
    "payments by hand": examine_transfers,
    "catalogue file": _file,
    "clock": examine_clock,
    "disk": examine_disk,
    "backups": examine_backups,
    "logs": examine_logs,
    ".env": examine_env_file,
}


def _say(what: str, finding: Finding) -> None:
    sys.stdout.write(f"{finding.mark} {what}: {redacted(finding.text)}\n")
