"""The clock: what asks for the time is handed one, so that tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present time, UTC."""


def utc_now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)
