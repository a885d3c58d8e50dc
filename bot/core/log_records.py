"""Records of `logging` without secrets: what they say, their fields and their traceback."""

import logging
from collections.abc import Callable

from bot.core.redaction import Redactor

OWN = frozenset({"time", "level", "logger", "event", "exception"})
"""Names that every event has; a record's own fields of these names get a line at their end."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_COPIES = frozenset({"color_message"})  # a second copy of the message, for terminals
_HIDDEN = _STANDARD | _COPIES
_DEEPEST = 8  # of values in values; one may hold itself
_formatter = logging.Formatter()
_handle = logging.Logger.handle


class RecordRedactor:
    """Reads a record, or cleans it in place, so that nobody gets a secret from it."""

    def __init__(self, redact: Redactor) -> None:
        self.redact = redact

    def message(self, record: logging.LogRecord) -> str:
        """Return what a record says, its arguments put in."""
        return self.redact(_message(record))

    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        """Return a record's own fields, by name."""
        return {
            name: self._clean(value)
            for name, value in vars(record).items()
            if name not in _HIDDEN and not (name == "exception" and record.exc_text)
        }

    def trace(self, record: logging.LogRecord) -> str:
        """Return the traceback, and the stack that was asked for; empty if there is none."""
        parts = []
        if record.exc_info:
            parts.append(_formatter.formatException(record.exc_info))
        elif record.exc_text:  # of a record that was cleaned before
            parts.append(record.exc_text)
        if record.stack_info:
            parts.append(record.stack_info)
        return self.redact("\n".join(parts))

    def clean(self, record: logging.LogRecord) -> None:
        """Leave nothing in a record but texts without secrets, numbers, and lists of these.

        The exception itself goes: its frames hold every variable, and some handlers send those
        along. Its traceback is kept as text, also as the field `exception`.
        """
        message, fields, trace = self.message(record), self.fields(record), self.trace(record)
        for name in _COPIES:
            vars(record).pop(name, None)
        record.msg, record.args = message, None
        record.exc_info = record.stack_info = None
        record.exc_text = trace or None
        vars(record).update(fields | ({"exception": trace} if trace else {}))

    def _clean(self, value: object, depth: int = 0) -> object:
        if isinstance(value, dict) and depth < _DEEPEST:
            return {
                self.redact(_text(key)): self._clean(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
            return [self._clean(item, depth + 1) for item in value]
        text = _text(value)
        redacted = self.redact(text)
        is_plain = value is None or isinstance(value, int | float)  # JSON has these as they are
        return value if is_plain and redacted == text else redacted


def clean_all_records(clean: Callable[[logging.LogRecord], None] | None) -> None:
    """Have every record cleaned before any logger's handlers get it; `None`: no longer.

    There is no other place that all records pass: handlers may be added later, and libraries
    that report errors put themselves before the handlers.
    """

    def handle(self: logging.Logger, record: logging.LogRecord) -> None:
        if clean is not None:
            clean(record)
        _handle(self, record)

    logging.Logger.handle = _handle if clean is None else handle  # type: ignore[method-assign]


def _message(record: logging.LogRecord) -> str:
    # A line whose arguments do not fit is still worth reading, and `logging` would print it raw.
    try:
        return record.getMessage()
    except Exception as error:
        return f"{_text(record.msg)} {type(error).__name__}"


def _text(value: object) -> str:
    # A line is worth more than one of its values.
    try:
        return str(value)
    except Exception as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"
