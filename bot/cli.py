"""The commands a person types: `python -m bot <command>`."""

import argparse
import asyncio
import errno
import socket
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot import __version__, restoring
from bot.app import App
from bot.config.loading import SettingsError, load_settings
from bot.config.settings import Settings
from bot.core.database.backup import BackupError, backup
from bot.core.database.engine import Database
from bot.core.database.instance_lock import AlreadyRunningError
from bot.core.database.migrate import DatabaseUrlError, SchemaError, migrate
from bot.core.log_config import LogConfigError
from bot.core.logs import configure_logging, redacted
from bot.core.process import frozen_once_started, run, until_stopped
from bot.core.telegram.errors import WebhookRefusedError
from bot.doctor import examine
from bot.doctor.results import Health
from bot.input_hints import not_known
from bot.pricing.service.currency import CurrencyChangedError
from bot.setup import command
from bot.setup.terminal import SetupError

OK, FAILED, MISUSED = 0, 1, 2
_CODES = {Health.FINE: OK, Health.BROKEN: FAILED, Health.WRONGLY_SET: MISUSED}
SCRIPT = "panel-order-bot"
DEMO_PORT = 8081
PANEL_PORT = 8082
PANELS = range(1, 11)
"""How many sandbox panels there can be at once: one for each dialect."""
MEGABYTE = 1_000_000
PRIVILEGED = 1024
"""Below this port the system lets only root listen."""
_ROOTS_PORT = f"{{name}}: the system lets only root listen below {PRIVILEGED}."
_NO_ADDRESS = {errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 stands for fine, 1 for failed, 2 for called or set up wrongly, 130 for stopped by Ctrl-C.
    """
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.command(arguments)
    except (SettingsError, DatabaseUrlError, CurrencyChangedError) as error:
        _say(error)
        return MISUSED
    except (SchemaError, BackupError, SetupError, StartError) as error:
        _say(error)
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return command.INTERRUPTED
    return code


def _say(error: Exception) -> None:
    """Print what is wrong; the text may be a database's own, with its address."""
    sys.stdout.flush()  # what was said before stands before
    print(redacted(str(error)), file=sys.stderr)  # noqa: T201 - the command line's own answer


class StartError(Exception):
    """The process cannot start now; the text says why, and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=SCRIPT if _is_script() else "python -m bot",
        description="A Telegram bot that orders from any SMM panel speaking the reseller API v2.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], help_: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(command=command)
        return sub

    command.add_arguments(
        add("setup", _setup, "ask for all that the bot needs, check it, and write .env")
    )
    add("run", _run, "run the bot in Telegram: long polling and all loops in one process")
    add("web", _web, "take updates by webhook and handle them; needs WEBHOOK_URL")
    add("worker", _worker, "run the worker loops beside `web` processes")
    demo = add("demo", _demo, "run the real bot on sandbox panels and a local Bot API")
    demo.add_argument("--play", action="store_true", help="play one whole order and end")
    demo.add_argument("--selling", action="store_true", help="people pay from wallets")
    demo.add_argument(
        "--port", type=_port, default=DEMO_PORT, help="of the chat page (%(default)s)"
    )
    demo.add_argument(
        "--panels", type=int, default=2, choices=(1, 2), help="how many there are (%(default)s)"
    )
    add("check", _check, "examine settings, token, panel and database")
    add("migrate", _migrate, "bring the database to this version's schema")
    copying = add("backup", _backup, "copy the SQLite database, also while the bot runs")
    copying.add_argument("file", type=Path, help="where to write the copy")
    putting = add("restore", _restore, "check a copy and put it in the database's place")
    _add_files(putting, "a copy; all parts of an encrypted one")
    settling = add("restored", _restored, "settle a database that other tools have put back")
    for asking in (putting, settling):
        asking.add_argument("--yes", action="store_true", help="do not ask")
    opening = add("decrypt", _decrypt, "open an encrypted backup that other tools put back")
    _add_files(opening, "all parts of an encrypted backup")
    opening.add_argument("--output", type=Path, required=True, help="where to write it")
    panel = add("panel", _panel, "run the sandbox panel alone, or several of them")
    panel.add_argument("--port", type=_port, default=PANEL_PORT, help="to listen on (%(default)s)")
    panel.add_argument(
        "--panels",
        type=int,
        default=1,
        choices=PANELS,
        metavar="N",
        help="how many, on the ports that follow, each with a dialect of its own (%(default)s)",
    )
    return parser


def _port(text: str) -> int:
    port = int(text)
    if port not in range(65_536):
        raise ValueError
    return port


_port.__name__ = "port"  # as argparse calls what is none


def _is_script() -> bool:
    return Path(sys.argv[0]).stem == SCRIPT


def _setup(arguments: argparse.Namespace) -> int:
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return command.setup(arguments, SCRIPT if _is_script() else f"{python} -m bot")


def _add_files(command: argparse.ArgumentParser, help_: str) -> None:
    command.add_argument("files", type=Path, nargs="+", metavar="file", help=help_)


def _run(_: argparse.Namespace) -> int:
    return _bot(_settings(), App.run)


def _web(_: argparse.Namespace) -> int:
    settings = _settings()
    _require_several(settings)
    if not settings.webhook_url:
        raise SettingsError(
            "WEBHOOK_URL is missing. It should be the public https address at which `web` is "
            "reached."
        )
    return _bot(settings, App.web)


def _worker(_: argparse.Namespace) -> int:
    settings = _settings()
    _require_several(settings)
    return _bot(settings, App.work)


def _require_several(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise SettingsError(
            "DATABASE_URL is malformed. It should be postgresql://user:password@host/database: "
            "`web` and `worker` are processes of their own, which SQLite cannot wake."
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
            raise _told_of_port(error, settings) from None
        except (TelegramError, WebhookRefusedError) as error:
            raise _told_of_telegram(error, settings) from None

    run(until_stopped(serve))
    return OK


def _told_of_port(error: OSError, settings: Settings) -> Exception:
    """Say which setting names the port; the error says which port it was."""
    is_monitor = settings.monitor_port and f", {settings.monitor_port})" in str(error)
    name, port = ("MONITOR_PORT", settings.monitor_port) if is_monitor else ("PORT", settings.port)
    if error.errno == errno.EADDRINUSE:
        return StartError(f"Port {port} is taken by another program. Set {name} to another.")
    if error.errno in _NO_ADDRESS:
        return SettingsError("HOST: this machine has no such address. 0.0.0.0 stands for all.")
    if error.errno == errno.EACCES and port < PRIVILEGED:
        return SettingsError(_ROOTS_PORT.format(name=name))
    return error


def _told_of_telegram(error: Exception, settings: Settings) -> Exception:
    """Return what ends the start; without a network `App` waits for one."""
    if isinstance(error, InvalidToken):
        token = settings.telegram_bot_token.get_secret_value()
        return SettingsError(f"TELEGRAM_BOT_TOKEN: {not_known(settings.telegram_api_url, token)}")
    if isinstance(error, WebhookRefusedError):
        return SettingsError(
            f"WEBHOOK_URL: Telegram does not send updates there ({error}). It should be "
            f"{Settings.model_fields['webhook_url'].description}."
        )
    return StartError(f"{settings.telegram_api_url} cannot be used: {error}.")


def _demo(arguments: argparse.Namespace) -> int:
    from bot.demo import played, serving  # noqa: PLC0415 - a bot at work holds no playground

    configure_logging("WARNING", "text", [])
    if arguments.play:
        return OK if run(played.play()) else FAILED
    serve = partial(serving.serve_demo, selling=arguments.selling, panels=arguments.panels)
    return _serve_on(arguments.port, serve)


def _panel(arguments: argparse.Namespace) -> int:
    from bot.demo import serving  # noqa: PLC0415 - as above

    configure_logging("INFO", "text", [])
    count: int = arguments.panels
    return _serve_on(arguments.port, partial(serving.serve_panels, count=count), count)


def _serve_on(
    port: int, serve: Callable[[int, asyncio.Event], Coroutine[Any, Any, None]], ports: int = 1
) -> int:
    try:
        run(until_stopped(lambda stop: serve(port, stop)))
    except OSError as error:
        if error.errno == errno.EACCES and port < PRIVILEGED:
            raise StartError(_ROOTS_PORT.format(name="--port")) from None
        if error.errno != errno.EADDRINUSE:
            raise
        ports_tried = range(port, port + ports)
        taken = next((it for it in ports_tried if f", {it})" in str(error)), port)
        raise StartError(
            f"Port {taken} is taken by another program. Choose one: --port {taken + 10}"
        ) from None
    return OK


def _check(_: argparse.Namespace) -> int:
    return _CODES[run(examine())]


def _migrate(_: argparse.Namespace) -> int:
    code = _with_database(migrate)
    sys.stdout.write("The database has this version's schema.\n")
    return code


def _backup(arguments: argparse.Namespace) -> int:
    copy: Path = arguments.file
    code = _with_database(lambda database: backup(database, copy))
    size = f"{copy.stat().st_size / MEGABYTE:,.1f} MB"
    sys.stdout.write(
        f"The database was copied to {copy.absolute()} ({size}), which only you can read. It "
        f"holds personal data. `restore {copy}` puts it back.\n"
    )
    return code


def _restore(arguments: argparse.Namespace) -> int:
    settings, yes = _settings(), arguments.yes
    return _with_database(
        lambda database: restoring.put_back(database, settings, arguments.files, yes=yes), settings
    )


def _restored(arguments: argparse.Namespace) -> int:
    settings, yes = _settings(), arguments.yes
    return _with_database(
        lambda database: restoring.settle_restored(database, settings, yes=yes), settings
    )


def _decrypt(arguments: argparse.Namespace) -> int:
    restoring.decrypt(_settings(), arguments.files, arguments.output)
    return OK


def _with_database(
    change: Callable[[Database], Coroutine[Any, Any, None]], settings: Settings | None = None
) -> int:
    settings = settings or _settings()

    async def do() -> None:
        database = Database(settings.database_url)
        try:
            await change(database)
        finally:
            await database.close()

    run(do())
    return OK


def _settings() -> Settings:
    settings = load_settings()
    config = Path(settings.log_config) if settings.log_config else None
    try:
        configure_logging(settings.log_level, settings.log_format, settings.secrets(), config)
    except LogConfigError as error:
        raise SettingsError(f"LOG_CONFIG: {config} cannot be used: {error}") from None
    return settings
