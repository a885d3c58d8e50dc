"""The kinds of outbox message about broadcasts, and what their payloads hold."""

from enum import StrEnum


class BroadcastMessage(StrEnum):
    """What is pushed."""

    BROADCAST_ENDED = "broadcast_ended"  # tell its owner how it ended: {"broadcast_id"}
