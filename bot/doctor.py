"""`python -m bot check`: a tick, or the reason and what to do, for all the bot stands on."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.app import panel_options
from bot.catalogue.file import load_overrides
from bot.catalogue.rules.services import Service
from bot.config import Settings, SettingsError, load_settings
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, check
from bot.core.logs import configure_logging, redacted
from bot.panel.api.client import PanelClient
from bot.panel.api.errors import PanelError, RefusedError


@dataclass
class Case:
    """What is examined, with the panel's services once they are known."""

    settings: Settings
    services: Sequence[Service] | None = None


Examination = Callable[[Case], Awaitable[str]]


class UnhealthyError(Exception):
    """What is wrong and what to do about it, in a sentence."""


async def examine() -> bool:
    """Examine everything, print a line each, and tell whether all is well."""
    try:
        settings = load_settings()
    except SettingsError as error:
        _say(ok=False, what="settings", line=str(error))
        return False
    configure_logging("ERROR", "text", settings.secrets())
    _say(ok=True, what="settings", line="complete")
    case = Case(settings)
    results = [await _try(what, look, case) for what, look in _EXAMINATIONS.items()]
    return all(results)


async def _try(what: str, look: Examination, case: Case) -> bool:
    try:
        line = await look(case)
    except (UnhealthyError, SchemaError, SettingsError) as error:
        _say(ok=False, what=what, line=str(error))
        return False
    if line:
        _say(ok=True, what=what, line=line)
    return True


async def _telegram(case: Case) -> str:
    settings = case.settings
    base = settings.telegram_api_url.rstrip("/")
    bot = Bot(settings.telegram_bot_token.get_secret_value(), base_url=f"{base}/bot")
    try:
        async with bot:
            return f"@{bot.username} answers, inline mode is {_inline_mode(bot)}"
    except InvalidToken:
        raise UnhealthyError(
            "Telegram does not know the token. Ask @BotFather for it and set TELEGRAM_BOT_TOKEN."
        ) from None
    except TelegramError as error:
        raise UnhealthyError(
            f"{settings.telegram_api_url} cannot be reached ({error.message}). Check the network "
            "and TELEGRAM_API_URL."
        ) from None


def _inline_mode(bot: Bot) -> str:
    return "on" if bot.supports_inline_queries else "off: /setinline at @BotFather switches it on"


async def _panel(case: Case) -> str:
    client = PanelClient(panel_options(case.settings))
    try:
        balance = await client.balance()
        found = await client.services()
        learned = await _capabilities(client)
    except RefusedError as error:
        raise UnhealthyError(
            f"the panel refuses: {error.text}. Check PROVIDER_API_KEY and PROVIDER_API_URL."
        ) from None
    except PanelError as error:
        raise UnhealthyError(
            f"the panel gives no usable answer: {error.text}. Check PROVIDER_API_URL: the whole "
            "address, usually ending in /api/v2."
        ) from None
    finally:
        await client.aclose()
    case.services = found.services
    skipped = f", {found.skipped} unreadable" if found.skipped else ""
    return (
        f"balance {balance.amount} {balance.currency}, {len(found.services)} services{skipped}; "
        f"{learned}"
    )


async def _capabilities(client: PanelClient) -> str:
    """Say which calls the panel supports, learned without ordering anything."""
    await client.probe()
    words = {True: "yes", False: "no", None: "not known yet"}
    return ", ".join(
        f"{name.replace('_', ' ')}: {words[value]}"
        for name, value in client.capabilities.as_dict().items()
    )


async def _database(case: Case) -> str:
    database = Database(case.settings.database_url)
    try:
        await check(database)
    finally:
        await database.close()
    return "ready"


async def _file(case: Case) -> str:
    """Look for what the file names and the panel does not have; there need be no file."""
    overrides = load_overrides(case.settings.catalogue_file)
    named = {"service": overrides.services, "category": overrides.categories}
    if not any(named.values()) or case.services is None:
        return ""
    known = {
        "service": {service.id for service in case.services},
        "category": {service.category for service in case.services},
    }
    missing = [
        f"! the panel has no {kind} “{key}”"
        for kind, entries in named.items()
        for key in entries
        if key not in known[kind]
    ]
    counts = ", ".join(f"{kind} entries: {len(entries)}" for kind, entries in named.items())
    return "\n".join([counts, *missing])


_EXAMINATIONS: dict[str, Examination] = {
    "telegram": _telegram,
    "provider": _panel,
    "database": _database,
    "catalogue file": _file,
}


def _say(*, ok: bool, what: str, line: str) -> None:
    sys.stdout.write(f"{'✓' if ok else '✗'} {what}: {redacted(line)}\n")
