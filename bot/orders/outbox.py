"""The kinds of outbox message about orders, and what their payloads hold."""

from enum import StrEnum


class OrderMessage(StrEnum):
    """What is pushed."""

    NOTICE = "notice"  # push a change: {"order_id", "notice", maybe "alone", and values}
    REQUOTE = "requote"  # ask again about what has changed: {"order_id"} or {"mass_id"}
