"""Telegram cannot be reached: one message at a time finds out when it can be again."""

from datetime import UTC, datetime

from bot.core.clock import Clock
from bot.core.loops.options import pause

LONGEST_PAUSE = 10.0
"""Whoever waits for a push is not to wait much longer than Telegram was away."""


class Outage:
    """What the last attempts to send say about Telegram itself.

    Connections break: the first failure has nobody else wait. From the second in a row on nothing
    is sent but, after a pause, a single message, until one gets through.

    Attributes:
        until: when what has just failed is to be tried again.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self.until = datetime.min.replace(tzinfo=UTC)

    def record(self, *, is_away: bool) -> None:
        """Note whether an attempt has failed to reach Telegram."""
        now = self._clock()
        if not is_away:
            self._failures = 0
        elif now >= self.until:  # what was on its way meanwhile says nothing new
            self.until = now + pause(self._failures, longest=LONGEST_PAUSE)
            self._failures += 1

    def room(self, free: int, on_their_way: int) -> int:
        """Return how many of `free` messages may be sent now."""
        if self._failures <= 1:
            return free
        return 0 if on_their_way or self._clock() < self.until else 1
