"""Telegram's flood control: too many messages in a span of time are refused with a 429.

The numbers are Telegram's own advice (https://core.telegram.org/bots/faq).
"""

import math
import time
from collections import defaultdict, deque

from bot.sandbox.telegram.errors import ApiError

OVERALL = (30, 1.0)
CHAT = (5, 5.0)  # one a second; short bursts pass
GROUP = (20, 60.0)
_COUNTED = ("send", "copy", "forward")


class FloodControl:
    """Counts what a bot sends, to each chat and in all."""

    def __init__(self) -> None:
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)

    def count(self, method: str, chat_id: object) -> None:
        """Count a call.

        Raises:
            ApiError: 429, with the seconds to wait; the call is not to be done.
        """
        if chat_id is None or not method.startswith(_COUNTED):
            return
        name, now = str(chat_id), time.monotonic()
        limits = {"": OVERALL, name: GROUP if name.startswith(("-", "@")) else CHAT}
        waits = [self._wait(key, most, span, now) for key, (most, span) in limits.items()]
        if any(waits):
            seconds = math.ceil(max(waits))
            words = f"Too Many Requests: retry after {seconds}"
            raise ApiError(429, words, retry_after=seconds)
        for key in limits:
            self._sent[key].append(now)

    def _wait(self, key: str, most: int, span: float, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - span:
            sent.popleft()
        return 0.0 if len(sent) < most else sent[-most] + span - now
