"""`python -m bot setup` at the command line: its options, and what it says at the end."""

import argparse
import sys
from pathlib import Path

from bot.config.loading import ENV_FILE, SettingsError
from bot.setup.terminal import Terminal
from bot.setup.wizard import ADDRESS, KEY, OWNERS, TOKEN, Options, Wizard

WAIT_SECONDS = 600.0
INTERRUPTED = 130
STDIN = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options, all for a start without a terminal; secrets come from files only."""
    parser.description = (
        "Ask for the bot's token, the panel's address and its key, check each at once, find the "
        f"owner, and write {ENV_FILE}. What is not given by an option or in the environment is "
        "asked for; what was answered earlier is not asked again."
    )
    file = "a file with the {}, or - for a line of the standard input"
    parser.add_argument("--token-file", metavar="FILE", help=file.format("bot's token"))
    parser.add_argument("--panel", metavar="URL", help="the address of the panel's API")
    parser.add_argument("--key-file", metavar="FILE", help=file.format("panel's key"))
    parser.add_argument(
        "--owner",
        metavar="ID",
        action="append",
        default=[],
        help="an owner's ID in Telegram, a number; several times for several. Without any, setup "
        "shows a link on which the owner taps Start",
    )
    parser.add_argument("--replace", action="store_true", help=f"what {ENV_FILE} has already")
    parser.add_argument(
        "--delete-webhook",
        action="store_true",
        help="take the bot over from another installation, which you have stopped",
    )
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=float,
        default=WAIT_SECONDS,
        help="how long the owner's tap is waited for (%(default)s)",
    )


def setup(arguments: argparse.Namespace, program: str) -> int:
    """Set up, and print the next command.

    Args:
        program: what was typed before `setup`.

    Returns:
        The exit code: 0, or 130 if somebody has stopped it.

    Raises:
        SettingsError: something is wrong or missing, and nobody can be asked.
        SetupError: it cannot go on now.
    """
    terminal = Terminal()
    given = {
        TOKEN: _read("--token-file", arguments.token_file),
        ADDRESS: arguments.panel or "",
        KEY: _read("--key-file", arguments.key_file),
        OWNERS: ",".join(arguments.owner),
    }
    options = Options(given, arguments.replace, arguments.delete_webhook, arguments.wait)
    try:
        Wizard(options, terminal).run()
    except (KeyboardInterrupt, EOFError):
        terminal.say(f"\nStopped. `{program} setup` continues from here.")
        return INTERRUPTED
    terminal.say(f"\n✓ {ENV_FILE} is complete, and only you can read it. Start the bot:")
    terminal.say(f"{program} run")
    return 0


def _read(option: str, file: str | None) -> str:
    """Return the first line of a file, of the standard input for `-`."""
    if file is None:
        return ""
    try:
        text = sys.stdin.readline() if file == STDIN else Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        why = "it is no text" if isinstance(error, UnicodeError) else error.strerror
        # Without the name, which is the secret itself where somebody has given that.
        raise SettingsError(
            f"{option}: the file cannot be read: {why}. Name a file, or - for standard input."
        ) from None
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if not line:
        raise SettingsError(
            f"{option}: there is nothing in it. The first line should be the value."
        )
    return line
