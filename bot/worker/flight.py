"""Work on its way: so many at once, side by side; the loop is woken when a place is free."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tenacity import AsyncRetrying, retry_if_exception_type, wait_exponential_jitter

from bot.storage.engine import DatabaseError

logger = logging.getLogger(__name__)


class Flight:
    """The tasks that a loop has started and does not wait for."""

    def __init__(self, places: int, wake: asyncio.Event) -> None:
        self.started = 0
        self._places = places
        self._wake = wake
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def free(self) -> int:
        """Return how many more may start."""
        return self._places - len(self._tasks)

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Send a piece of work on its way."""
        task = asyncio.create_task(work, name=name)
        self.started += 1
        self._tasks.add(task)
        task.add_done_callback(self._landed)

    async def finish(self) -> None:
        """Wait for all that is on its way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            # What it held is taken over when its lease ends.
            logger.error("work_failed", extra={"task": task.get_name()}, exc_info=task.exception())
        self._wake.set()


async def insist(write: Callable[[], Awaitable[None]]) -> None:
    """Write down what is in hand and nowhere else, however long the database is away.

    A stop of the loop does not interrupt it; only the end of the process does.
    """
    await asyncio.shield(asyncio.create_task(_insist(write)))


async def _insist(write: Callable[[], Awaitable[None]]) -> None:
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(DatabaseError),
        wait=wait_exponential_jitter(multiplier=0.5, max=10),
        before_sleep=lambda state: logger.error(
            "not_written_yet", extra={"attempt": state.attempt_number}
        ),
    )
    async for attempt in retrying:
        with attempt:
            await write()
