"""Logging: a line an event, as text or JSON, without the secrets.

The convention for the bot's own lines is an event's name and its fields:
`logger.info("order_placed", extra={"order": 12})`.
"""

import json
import logging
import re
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TextIO

from bot.core.log_config import apply_log_config
from bot.core.log_records import OWN, RecordRedactor, clean_all_records
from bot.core.redaction import Redactor

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BARE = re.compile(r"[^\s\"'=\\]+")

# What httpx and httpcore say of every request is the panel client's and PTB's to say; Alembic has
# a line for each migration, of which a new database has dozens.
_BOTS = ("telegram.Bot", "telegram.ext.ExtBot")
_QUIET_UNLESS_DEBUG = ("httpx", "httpcore", "alembic")
# A line for each statement, with people's links and messages among the parameters.
_QUIET = ("sqlalchemy",)

_log = logging.getLogger(__name__)


class EventFormatter(ABC, logging.Formatter):
    """Makes one redacted event of a record; how it is written is the subclass's matter.

    A configuration file of the operator's own may name the subclasses, without arguments.
    """

    def __init__(self, redact: Redactor | None = None) -> None:
        super().__init__()
        self._records = RecordRedactor(redact or Redactor([]))

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line, in text followed by its traceback's."""
        head = {
            "time": _utc(record.created),
            "level": record.levelname,
            "logger": record.name,
            "event": self._records.message(record),
        }
        fields = {
            f"{name}_" if name in OWN else name: value
            for name, value in self._records.fields(record).items()
        }
        return self.write(head, fields, self._records.trace(record))

    @abstractmethod
    def write(self, head: dict[str, str], fields: dict[str, object], trace: str) -> str:
        """Return the line or lines of an event."""


class TextFormatter(EventFormatter):
    """`time level logger event field=value`; a traceback follows, indented."""

    def write(self, head: dict[str, str], fields: dict[str, object], trace: str) -> str:
        """Return the event's line and, indented by four spaces, its traceback's."""
        line = f"{head['time']} {head['level']:<7} {head['logger']} {_escape(head['event'])}"
        line += "".join(f" {_escape(name)}={_value(value)}" for name, value in fields.items())
        return "\n".join([line, *(f"    {_escape(part)}" for part in trace.splitlines())])


class JsonFormatter(EventFormatter):
    """One JSON object a line: time, level, logger, event, the fields, exception."""

    def write(self, head: dict[str, str], fields: dict[str, object], trace: str) -> str:
        """Return the event's line."""
        event = head | fields | ({"exception": trace} if trace else {})
        return _escape(json.dumps(event, ensure_ascii=False))


def _utc(created: float) -> str:
    moment = datetime.fromtimestamp(created, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _escape(text: str) -> str:
    """Write control characters and other ends of lines as JSON does."""
    return _CONTROL.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def _value(value: object) -> str:
    if isinstance(value, str) and _BARE.fullmatch(value):
        return _escape(value)
    return _escape(json.dumps(value, ensure_ascii=False))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to stderr; a line that cannot be written is told without what it says."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say that a line is lost: `logging` would print it as it is."""
        with suppress(OSError, ValueError):
            self.stream.write(f"a line of {record.name} cannot be written\n")


class _Process:
    """What the process was told."""

    redact = Redactor([])


def configure_logging(
    level: str,
    format: Literal["text", "json"],
    secrets: Iterable[str],
    config: Path | None = None,
) -> None:
    """Send every logger's lines, warnings and a crash to stderr, without `secrets`.

    Args:
        level: DEBUG, INFO, WARNING, ERROR or CRITICAL.
        format: how an event is written.
        secrets: all that nobody may read; empty ones are ignored.
        config: a file with loggers and handlers of the operator's own. It changes what it names;
            whatever it names gets no secret either.

    Raises:
        LogConfigError: the file cannot be used.
    """
    redact = _Process.redact = Redactor(secrets)
    clean_all_records(None)
    formatter = {"text": TextFormatter, "json": JsonFormatter}[format]
    handler = _Handler()
    handler.setFormatter(formatter(redact))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    _quiet(level)
    logging.captureWarnings(capture=True)
    if config is not None:
        clean_all_records(RecordRedactor(redact).clean)
        apply_log_config(config)
    sys.excepthook = _log_crash
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_thread_crash


def _quiet(level: str) -> None:
    for name in list(logging.root.manager.loggerDict):
        # A handler of a library's own would write around the redaction.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _QUIET_UNLESS_DEBUG:
        logging.getLogger(name).setLevel(logging.NOTSET if level == "DEBUG" else logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _BOTS:
        logging.getLogger(name).addFilter(_says_no_update)


def _says_no_update(record: logging.LogRecord) -> bool:
    """Return whether a record is none of those with which PTB repeats what people have written.

    A panel's key may be among it, which no `Redactor` knows yet.
    """
    args = record.args if isinstance(record.args, tuple) else ()
    is_of_updates = bool(args) and str(args[0]).lower() == "getupdates"
    return not (is_of_updates and "return value" in str(record.msg))


def redacted(text: str) -> str:
    """Return a text without the secrets that `configure_logging` was told."""
    return _Process.redact(text)


def _log_crash(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _log.warning("interrupted")
        return
    _log.critical("crashed", exc_info=(kind, error, traceback))


def _log_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None and not isinstance(crash.exc_value, SystemExit):
        _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _log_unraisable(failure: "UnraisableHookArgs") -> None:
    if failure.exc_value is not None:
        trace = (failure.exc_type, failure.exc_value, failure.exc_traceback)
        _log.error("exception_ignored", exc_info=trace)
