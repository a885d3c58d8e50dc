"""The kinds of outbox message about what owners hear by itself, and what their payloads hold."""

from enum import StrEnum


class OwnerMessage(StrEnum):
    """What is pushed."""

    RESTORED = "restored"  # tell a chat that what was open is closed: an earlier copy was put back
    DIGEST = "digest"  # tell an owner how the day was: {"until"}
