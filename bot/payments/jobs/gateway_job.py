"""What all that is done with gateways by itself shares."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import ClassVar

from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.loops.options import FINISH_SECONDS, WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.payments.rules.gateways import Gateway

Write = Callable[[Session, datetime], Awaitable[object]]
"""Writes something down in a transaction, as of a moment."""


class GatewayJob:
    """Asks gateways for something, so much of it side by side.

    Args:
        gateways: by their methods' codes.

    Attributes:
        at_once: so many calls may be on their way.
        topic: what wakes it; `None`: only time does.
    """

    at_once: ClassVar[int] = 4
    topic: ClassVar[Topic | None] = Topic.PAYMENTS

    def __init__(
        self,
        database: Database,
        gateways: Mapping[str, Gateway],
        leases: Leases,
        options: WorkerOptions,
    ) -> None:
        self._database = database
        self._gateways = gateways
        self._leases = leases
        self._options = options
        self.wake = asyncio.Event() if self.topic is None else database.listen(self.topic)
        self._tasks = TaskLimiter(self.at_once, self.wake)

    async def finish(self) -> None:
        """Wait a moment for answers on their way; the next start asks again."""
        await self._tasks.finish(FINISH_SECONDS)

    def _now(self) -> datetime:
        return self._options.clock()

    async def _write(self, write: Write) -> None:
        """Write down what a gateway has answered, however long the database is away."""

        async def once() -> None:
            async with self._database.begin() as session:
                await write(session, self._now())

        await retry(once)
