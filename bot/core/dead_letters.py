"""What was given up: updates that could not be handled, messages that could not be delivered."""

from datetime import timedelta
from enum import StrEnum

from bot.core.errors import N_

KEPT = timedelta(days=90)
"""For so long owners may decide about what was given up; then it is deleted."""


class ProblemKind(StrEnum):
    """What was given up; also how its reference begins."""

    UPDATE = "U"
    PUSH = "P"


class Cause(StrEnum):
    """Why something was given up, as it is kept; with Telegram's or the database's words after it.

    A screen translates it.
    """

    FAILED = N_("The bot itself failed")
    PROCESS_ENDED = N_("The bot's process ended each time it tried")
    TELEGRAM = N_("Telegram refused it")
    TELEGRAM_AWAY = N_("Telegram could not be reached")
    DATABASE = N_("The database could not be used")


def reference(kind: ProblemKind, number: int) -> str:
    """Return what a person is told, and an owner looks for."""
    return f"{kind.value}{number}"
