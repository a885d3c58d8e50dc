"""A problem, as owners look into it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.dead_letters import ProblemKind, reference


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was given up.

    Attributes:
        number: the update's, or the outbox row's.
        lane: chat id, or user id where an update has no chat.
        what: the update as Telegram sent it, or the message's payload.
        error: a traceback, or Telegram's words.
    """

    kind: ProblemKind
    number: int
    lane: int
    at: datetime
    what: dict[str, Any]
    error: str

    @property
    def reference(self) -> str:
        """Return what a person is told, and an owner looks for."""
        return reference(self.kind, self.number)
