"""The operator's own configuration of logging, as Python's `logging.config` reads it."""

import json
import tomllib
from pathlib import Path


class LogConfigError(Exception):
    """The file cannot be used; the text says why."""


def apply_log_config(file: Path) -> None:
    """Configure logging by a file: `.json` and `.toml` for `dictConfig`, others for `fileConfig`.

    Loggers that the file does not name stay as they are.

    Raises:
        LogConfigError: there is no such file, or `logging` does not take it.
    """
    try:
        _apply(file)
    except Exception as error:  # of whatever class or handler the file names
        raise LogConfigError(_words(error)) from None


def _apply(file: Path) -> None:
    import logging.config  # noqa: PLC0415 - with a server, which a bot without this file never needs

    text = file.read_text(encoding="utf-8-sig")
    readers = {".json": json.loads, ".toml": tomllib.loads}
    read = readers.get(file.suffix.lower())
    if read is None:
        logging.config.fileConfig(file, disable_existing_loggers=False, encoding="utf-8-sig")
    else:
        # The bot's loggers exist by now: `logging` would switch off all that are not named.
        logging.config.dictConfig({"disable_existing_loggers": False, **read(text)})


def _words(error: Exception) -> str:
    """Return an error with what caused it: `logging` names the handler, its cause the fault."""
    causes = [error, error.__cause__] if error.__cause__ else [error]
    # The first line: others repeat what stands in the file.
    words = [f"{type(it).__name__}: {it}".partition("\n")[0] for it in causes]
    return words[0] if len(words) == 1 else f"{words[0]} ({words[1]})"
