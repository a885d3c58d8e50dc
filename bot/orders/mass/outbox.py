"""The kinds of outbox message about lists of orders, and what their payloads hold."""

from enum import StrEnum


class MassMessage(StrEnum):
    """What is pushed."""

    MASS_ENDED = "mass_ended"  # push the end of a mass order: {"mass_id", maybe "alone"}
