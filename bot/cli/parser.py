"""The commands and their options, as `--help` shows them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bot import __version__
from bot.cli.database import (
    backup_command,
    decrypt_command,
    migrate_command,
    restore_command,
    restored_command,
)
from bot.cli.sandbox import demo_command, panel_command
from bot.cli.serving import run_command, web_command, worker_command
from bot.cli.start import FAILED, MISUSED, OK
from bot.core.process import run
from bot.doctor import examine
from bot.doctor.results import Health
from bot.setup import command

SCRIPT = "panel-order-bot"
DEMO_PORT = 8081
PANEL_PORT = 8082
PANELS = range(1, 11)
"""How many sandbox panels there can be at once: one for each dialect."""
_CODES = {Health.FINE: OK, Health.BROKEN: FAILED, Health.WRONGLY_SET: MISUSED}
Command = Callable[[argparse.Namespace], int]
"""Runs a command, and returns its exit code."""


class Add(Protocol):
    """Adds a command, and returns the parser of its options."""

    def __call__(self, name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        """Add a command with what `--help` says of it."""
        ...


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line; `command` of its result runs what was asked for."""
    parser = argparse.ArgumentParser(
        prog=SCRIPT if _is_script() else "python -m bot",
        description="A Telegram bot that orders from any SMM panel speaking the reseller API v2.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(command=run)
        return sub

    command.add_arguments(
        add("setup", _setup, "ask for everything the bot needs, check it, and write .env")
    )
    add("run", run_command, "run the bot in Telegram: long polling and all loops in one process")
    add("web", web_command, "receive updates by webhook and handle them; needs WEBHOOK_URL")
    add("worker", worker_command, "run the worker loops alongside `web` processes")
    _add_demo(add)
    add("check", _check, "check settings, Telegram, panels, database, payments and the machine")
    _add_database(add)
    _add_panel(add)
    return parser


def _add_demo(add: Add) -> None:
    demo = add("demo", demo_command, "run the real bot on sandbox panels and a local Bot API")
    demo.add_argument("--play", action="store_true", help="play one whole order and exit")
    demo.add_argument("--selling", action="store_true", help="people pay from wallets")
    demo.add_argument(
        "--port", type=_port, default=DEMO_PORT, help="of the chat page (%(default)s)"
    )
    demo.add_argument(
        "--panels", type=int, default=2, choices=(1, 2), help="how many there are (%(default)s)"
    )


def _add_database(add: Add) -> None:
    add("migrate", migrate_command, "bring the database to this version's schema")
    backup = add(
        "backup", backup_command, "copy the SQLite database, even while the bot is running"
    )
    backup.add_argument("file", type=Path, help="where to write the copy")
    restore = add("restore", restore_command, "check a copy and put it in place of the database")
    _add_files(restore, "a copy; for an encrypted one, all of its parts")
    restored = add(
        "restored",
        restored_command,
        "prepare a database that other tools have restored for its first start",
    )
    for asking in (restore, restored):
        asking.add_argument("--yes", action="store_true", help="do not ask")
    decrypt = add("decrypt", decrypt_command, "decrypt a backup, such as a PostgreSQL dump")
    _add_files(decrypt, "all parts of an encrypted backup")
    decrypt.add_argument("--output", type=Path, required=True, help="where to write it")


def _add_files(parser: argparse.ArgumentParser, help_: str) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="file", help=help_)


def _add_panel(add: Add) -> None:
    panel = add("panel", panel_command, "run only the sandbox panel, or several of them")
    panel.add_argument("--port", type=_port, default=PANEL_PORT, help="to listen on (%(default)s)")
    panel.add_argument(
        "--panels",
        type=int,
        default=1,
        choices=PANELS,
        metavar="N",
        help="how many, on consecutive ports, each with its own dialect (%(default)s)",
    )


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


def _check(_: argparse.Namespace) -> int:
    return _CODES[run(examine())]
