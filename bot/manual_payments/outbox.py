"""The kinds of outbox message about payments by hand, and what their payloads hold."""

from enum import StrEnum


class ManualMessage(StrEnum):
    """What is pushed."""

    REVIEW = "manual_review"  # ask an owner whether money has arrived: {"proof_id"}
    DECIDED = "manual_decided"  # tell who has paid: {"proof_id"}
    ASKED = "manual_asked"  # ask who has paid: {"proof_id"}


REVIEW_MESSAGE = "manual_review"
"""The view of an owner's card: {"view", "proof_id"}."""
