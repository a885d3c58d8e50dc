"""The kinds of outbox message about approvals, and what their payloads hold."""

from enum import StrEnum


class SpendingMessage(StrEnum):
    """What is pushed."""

    APPROVAL = "approval"  # ask whether an order may go on: {"approval_id"}
    VERDICT = "verdict"  # tell what became of a mass order above a limit: {"approval_id"}
