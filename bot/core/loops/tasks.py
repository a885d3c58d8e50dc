"""Work on its way: so many at once, side by side; the loop is woken when a slot is free."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)


class TaskLimiter:
    """The tasks that a loop has started and does not wait for."""

    def __init__(self, slots: int, wake: asyncio.Event) -> None:
        self._slots = slots
        self._wake = wake
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def free(self) -> int:
        """Return how many more may start."""
        return self._slots - len(self._tasks)

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Send a piece of work on its way."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._landed)

    async def finish(self, within: float) -> None:
        """Wait for all that is on its way, and break off what takes more than so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        await self.leave()

    async def leave(self) -> None:
        """Break off all that is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            # What it held is taken over when its lease ends.
            logger.error("work_failed", extra={"task": task.get_name()}, exc_info=task.exception())
        self._wake.set()
