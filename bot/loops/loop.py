"""The one loop: work off what is due, then wait for a wake-up or a pause."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0

Step = Callable[[], Awaitable[bool]]
"""Works off some of what is due; `True` if there may be more."""


async def run_loop(
    name: str, step: Step, wake: asyncio.Event, stop: asyncio.Event, idle: float
) -> None:
    """Run `step` until `stop` is set; a step in flight is finished first.

    Args:
        wake: set when there is work; otherwise the loop looks every `idle` seconds.
    """
    failures = 0
    while not stop.is_set():
        wake.clear()
        try:
            more = await step()
            failures = 0
        except Exception:
            # The database may be away for a while; what is due stays due.
            logger.exception("step_failed", extra={"loop": name})
            failures += 1
            more = False
        if not more:
            await _pause(wake, stop, idle if failures == 0 else _backoff(failures))


def _backoff(failures: int) -> float:
    longest = min(LONGEST_PAUSE, 2.0 ** min(failures, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter


async def _pause(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (wake, stop)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()
