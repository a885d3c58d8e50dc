"""What an examination has found: that all is well, what will bite, or what is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from bot.catalogue.rules.services import Service
from bot.config.settings import Settings
from bot.core.clock import Clock


class UnhealthyError(Exception):
    """Something is broken; the text says what it is and what to do."""


class Mark(StrEnum):
    """What stands before a result's line."""

    OK = "✓"
    WARNING = "!"
    BROKEN = "✗"


class Health(Enum):
    """What the whole examination has come to."""

    FINE = auto()  # maybe with warnings
    BROKEN = auto()
    WRONGLY_SET = auto()  # a setting by which the bot does not start


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A line of `check`; a warning's says what to do."""

    text: str
    mark: Mark = Mark.OK


@dataclass
class CheckContext:
    """What is examined, and what the examinations before have found out.

    Attributes:
        clock: tells the machine's own time, UTC.
        services: the panel's, once they are known.
    """

    settings: Settings
    clock: Clock
    services: Sequence[Service] | None = None


def ok(text: str) -> CheckResult:
    """Return that something is as it should be."""
    return CheckResult(text)


def warning(text: str) -> CheckResult:
    """Return what will bite, and what to do about it."""
    return CheckResult(text, Mark.WARNING)
