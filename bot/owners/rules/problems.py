"""A problem, as owners look into it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.dead_letters import Cause, ProblemKind, reference
from bot.core.errors import FAILED_HERE


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was given up.

    Attributes:
        number: the update's, or the outbox row's.
        lane: chat id, or user id where an update has no chat.
        what: the update as Telegram sent it, or the message's payload.
        cause: why it was given up.
        detail: what Telegram or the database says of it.
    """

    kind: ProblemKind
    number: int
    lane: int
    at: datetime
    what: dict[str, Any]
    cause: Cause
    detail: str

    @property
    def reference(self) -> str:
        """Return what a person is told, and an owner looks for."""
        return reference(self.kind, self.number)


def cause_of(kind: ProblemKind, error: str) -> tuple[Cause, str]:
    """Return why something was given up, from what is kept, and the words that came with it."""
    head, _, detail = error.partition(": ")
    if head in list(Cause):
        return Cause(head), detail
    if kind is ProblemKind.PUSH and error != FAILED_HERE:
        return Cause.TELEGRAM, error
    return Cause.FAILED, ""  # what an earlier version kept is a traceback
