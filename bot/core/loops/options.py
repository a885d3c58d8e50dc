"""What all loops share: settings, the clock, pauses after failures."""

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.core.clock import Clock, utc_now

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
FINISH_SECONDS = 3.0
"""So long a stop waits for messages and questions on their way."""
MONEY_SECONDS = 20.0
"""So long for requests that spend: without its answer an order is unclear."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How the loops work.

    Attributes:
        owners: whom alerts go to.
        poll_seconds: the shortest pause before an open order is checked again.
        concurrency: submissions at once.
        checks_at_once: calls for orders' statuses at once, of 100 orders each.
        sync_seconds: between two readings of the catalogue.
        has_wallets: customers pay from wallets.
    """

    owners: tuple[int, ...] = ()
    poll_seconds: float = 15.0
    concurrency: int = 4
    checks_at_once: int = 8
    sync_seconds: float = 3600.0
    has_wallets: bool = False
    clock: Clock = utc_now


def pause(
    failures: int, at_least: float | None = None, *, longest: float = LONGEST_PAUSE
) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, with jitter."""
    most = min(longest, FIRST_PAUSE * 2.0 ** min(failures, 10))
    seconds = random.uniform(most / 2, most)  # noqa: S311 - jitter
    return timedelta(seconds=max(seconds, at_least or 0.0))
