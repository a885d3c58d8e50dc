"""How an attempt to push a message ended; the notifier acts on it, the front end finds out."""

from dataclasses import dataclass
from typing import TypeVar

MOST_ATTEMPTS = 10
"""In a row, some minutes in all; what has not left then never will."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Delivered:
    """The chat has it, or there was nothing left to show."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not delivered, or nobody can say; `after` is in seconds, `None`: when the notifier likes."""

    error: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Away(TryAgain):
    """Telegram was not reached, or nobody can say: no fault of this message."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot, or the group removed it."""

    error: str


@dataclass(frozen=True, slots=True)
class Mute:
    """The bot is in the group, and may not write there, or not what this is."""

    error: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Telegram will never take this message."""

    error: str


Delivery = Delivered | TryAgain | Unreachable | Mute | Migrated | Undeliverable


def or_give_up(outcome: T | TryAgain, attempts: int) -> T | TryAgain | Undeliverable:
    """Return how an attempt ended, after so many that failed; the last one is not repeated."""
    if isinstance(outcome, TryAgain) and attempts + 1 >= MOST_ATTEMPTS:
        return Undeliverable(outcome.error)
    return outcome
