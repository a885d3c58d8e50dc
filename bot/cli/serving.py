"""`run`, `web` and `worker`: the bot serves, or says which setting keeps it from that."""

import argparse
import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.app import App
from bot.cli.start import OK, PRIVILEGED, ROOTS_PORT, StartError, read_settings
from bot.config.loading import SettingsError
from bot.config.settings import Settings
from bot.core.database.instance_lock import AlreadyRunningError
from bot.core.database.migrate import SchemaError
from bot.core.process import frozen_once_started, run, until_stopped
from bot.core.telegram.errors import WebhookRefusedError
from bot.input_hints import not_known

_NO_ADDRESS = {errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN}


def run_command(_: argparse.Namespace) -> int:
    """Do everything in one process: long polling and all loops."""
    return _bot(read_settings(), App.run)


def web_command(_: argparse.Namespace) -> int:
    """Take updates by webhook and handle them."""
    settings = read_settings()
    _require_several(settings)
    if not settings.webhook_url:
        raise SettingsError(
            "WEBHOOK_URL is missing. It should be the public https address at which `web` is "
            "reached."
        )
    return _bot(settings, App.web)


def worker_command(_: argparse.Namespace) -> int:
    """Run the worker loops."""
    settings = read_settings()
    _require_several(settings)
    return _bot(settings, App.work)


def _require_several(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise SettingsError(
            "DATABASE_URL is malformed. It should be postgresql://user:password@host/database: "
            "`web` and `worker` are separate processes, which SQLite cannot wake."
        )


def _bot(
    settings: Settings,
    way: Callable[[App, asyncio.Event, asyncio.Event], Coroutine[Any, Any, None]],
) -> int:
    async def serve(stop: asyncio.Event) -> None:
        try:
            async with frozen_once_started() as started:
                await way(App(settings), stop, started)
        except AlreadyRunningError:
            raise SchemaError(
                "The bot is already running on this database. Stop that process first."
            ) from None
        except OSError as error:
            raise explain_port_error(error, settings) from None
        except (TelegramError, WebhookRefusedError) as error:
            raise _explain_telegram_error(error, settings) from None

    run(until_stopped(serve))
    return OK


def explain_port_error(error: OSError, settings: Settings) -> Exception:
    """Say which setting names the port; the error says which port it was."""
    is_monitor = settings.monitor_port and f", {settings.monitor_port})" in str(error)
    name, port = ("MONITOR_PORT", settings.monitor_port) if is_monitor else ("PORT", settings.port)
    if error.errno == errno.EADDRINUSE:
        return StartError(f"Port {port} is taken by another program. Set {name} to another.")
    if error.errno in _NO_ADDRESS:
        return SettingsError("HOST: this machine has no such address. 0.0.0.0 stands for all.")
    if error.errno == errno.EACCES and port < PRIVILEGED:
        return SettingsError(ROOTS_PORT.format(name=name))
    return error


def _explain_telegram_error(error: Exception, settings: Settings) -> Exception:
    """Say which setting Telegram refuses; without a network `App` waits for one."""
    if isinstance(error, InvalidToken):
        token = settings.telegram_bot_token.get_secret_value()
        return SettingsError(f"TELEGRAM_BOT_TOKEN: {not_known(settings.telegram_api_url, token)}")
    if isinstance(error, WebhookRefusedError):
        return SettingsError(
            f"WEBHOOK_URL: Telegram does not send updates there ({error}). It should be "
            f"{Settings.model_fields['webhook_url'].description}."
        )
    return StartError(f"{settings.telegram_api_url} cannot be used: {error}.")
