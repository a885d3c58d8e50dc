"""The kinds of outbox message about reports, and what their payloads hold."""

from enum import StrEnum


class ReportMessage(StrEnum):
    """What is pushed."""

    WEEKLY = "weekly"  # tell a group how its week was: {"until", "topic_id"}
