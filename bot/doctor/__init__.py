"""`python -m bot check`: what the bot stands on, and what will bite, each with what to do."""

import sys
from collections.abc import Awaitable, Callable

from bot import options
from bot.catalogue.file import load_overrides
from bot.config.loading import SettingsError, load_settings
from bot.core.clock import Clock, utc_now
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, check
from bot.core.logs import configure_logging, redacted
from bot.doctor.machine import (
    examine_backups,
    examine_clock,
    examine_disk,
    examine_env_file,
    examine_logs,
)
from bot.doctor.panel import examine_panel
from bot.doctor.payments import examine_payments
from bot.doctor.results import CheckContext, CheckResult, Health, Mark, UnhealthyError, ok, warning
from bot.doctor.telegram import examine_telegram
from bot.doctor.transfers import examine_transfers
from bot.pricing.service import currency
from bot.pricing.service.currency import CurrencyChangedError

Examination = Callable[[CheckContext], Awaitable[list[CheckResult]]]


async def examine(clock: Clock = utc_now) -> Health:
    """Examine everything, print a line for each result, and return what it comes to.

    Raises:
        SettingsError: without settings there is nothing to examine.
    """
    settings = load_settings()
    configure_logging("CRITICAL", "text", settings.secrets())
    _say("settings", ok("complete"))
    context = CheckContext(settings, clock)
    results = [
        await _try(what, examination, context) for what, examination in _EXAMINATIONS.items()
    ]
    worst = (Health.WRONGLY_SET, Health.BROKEN, Health.FINE)
    return next(health for health in worst if health in results)


async def _try(what: str, examination: Examination, context: CheckContext) -> Health:
    marks = set()
    try:
        for result in await examination(context):
            _say(what, result)
            marks.add(result.mark)
    except (UnhealthyError, SchemaError) as error:
        _say(what, CheckResult(str(error), Mark.BROKEN))
        return Health.BROKEN
    except (SettingsError, CurrencyChangedError) as error:
        _say(what, CheckResult(str(error), Mark.BROKEN))
        return Health.WRONGLY_SET
    return Health.BROKEN if Mark.BROKEN in marks else Health.FINE


async def _database(context: CheckContext) -> list[CheckResult]:
    database = Database(context.settings.database_url)
    try:
        selling, is_migrated = options.selling(context.settings), await check(database)
        if selling is not None and is_migrated:
            async with database.read() as session:
                await currency.check(session, selling)
    finally:
        await database.close()
    return [ok("ready")]


async def _file(context: CheckContext) -> list[CheckResult]:
    """Check for what the file names and the panel does not have; there need be no file."""
    overrides = load_overrides(context.settings.catalogue_file)
    named = {"service": overrides.services, "category": overrides.categories}
    if not any(named.values()) or context.services is None:
        return []
    known = {
        "service": {service.id for service in context.services},
        "category": {service.category for service in context.services},
    }
    counts = ", ".join(f"{kind} entries: {len(entries)}" for kind, entries in named.items())
    missing = [
        warning(
            f"the panel has no {kind} “{key}”. Take it out of {context.settings.catalogue_file}."
        )
        for kind, entries in named.items()
        for key in entries
        if key not in known[kind]
    ]
    return [ok(counts), *missing]


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


def _say(what: str, result: CheckResult) -> None:
    sys.stdout.write(f"{result.mark} {what}: {redacted(result.text)}\n")
