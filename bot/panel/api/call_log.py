"""The calls of the last minutes, in memory: how long each took, and what failed."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from statistics import median

from bot.panel.rules.calls import RECENT, Calls

KEPT = 1000
"""So many calls are remembered at most."""


class CallLog:
    """Remembers calls.

    Attributes:
        total: how many there were since the start.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = 0
        self._clock = clock
        self._calls: deque[tuple[float, int, str]] = deque(maxlen=KEPT)

    def record(self, milliseconds: int, failure: str) -> None:
        """Remember a call; `failure` is empty where there was a usable answer."""
        self.total += 1
        self._calls.append((self._clock(), milliseconds, failure))

    def recent(self, now: datetime) -> Calls:
        """Return the calls of the last minutes, which end `now`."""
        since = self._clock() - RECENT.total_seconds()
        found = [(took, failure) for at, took, failure in self._calls if at >= since]
        failures = [failure for _, failure in found if failure]
        return Calls(
            at=now,
            count=len(found),
            errors=len(failures),
            milliseconds=int(median([took for took, _ in found])) if found else 0,
            error=failures[-1] if failures else "",
        )
