"""Peculiarities of a panel that the bot itself goes by; its client goes by the others."""

from collections.abc import Mapping
from datetime import timedelta

USUAL_CONCURRENCY = 4
USUAL_REFILL_HOURS = 24


def concurrency_of(options: Mapping[str, str]) -> int:
    """Return how many orders are sent at once to a panel that owners have added."""
    return int(options.get("concurrency", USUAL_CONCURRENCY))


def refill_wait_of(options: Mapping[str, str]) -> timedelta:
    """Return the pause before a refill at a panel that owners have added."""
    return timedelta(hours=float(options.get("refill_hours", USUAL_REFILL_HOURS)))
