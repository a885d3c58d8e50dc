"""What was given up: updates that could not be handled, messages that could not be delivered."""

from enum import StrEnum


class ProblemKind(StrEnum):
    """What was given up; also how its reference begins."""

    UPDATE = "U"
    PUSH = "P"


def reference(kind: ProblemKind, number: int) -> str:
    """Return what a person is told, and an owner looks for."""
    return f"{kind.value}{number}"
