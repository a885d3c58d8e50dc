"""The commands a person types: `python -m bot <command>`."""

import sys
from collections.abc import Sequence

from bot.cli.parser import make_parser
from bot.cli.start import FAILED, MISUSED, StartError
from bot.config.loading import SettingsError
from bot.core.database.backup import BackupError
from bot.core.database.migrate import DatabaseUrlError, SchemaError
from bot.core.logs import redacted
from bot.pricing.service.currency import CurrencyChangedError
from bot.setup import command
from bot.setup.terminal import SetupError


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 stands for fine, 1 for failed, 2 for called or set up wrongly, 130 for stopped by Ctrl-C.
    """
    arguments = make_parser().parse_args(argv)
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
