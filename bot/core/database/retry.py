"""Writing down what must not be lost, however long the database is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, retry_if_exception_type, wait_exponential_jitter

from bot.core.database.errors import DatabaseAwayError

logger = logging.getLogger(__name__)


async def retry(write: Callable[[], Awaitable[None]]) -> None:
    """Write down what is in hand and nowhere else, however long the database is away.

    A stop of the loop does not interrupt it; only the end of the process does.
    """
    await asyncio.shield(asyncio.create_task(_until_written(write)))


async def _until_written(write: Callable[[], Awaitable[None]]) -> None:
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(DatabaseAwayError),
        wait=wait_exponential_jitter(multiplier=0.5, max=10),
        before_sleep=lambda state: logger.error(
            "not_written_yet", extra={"attempt": state.attempt_number}
        ),
    )
    async for attempt in retrying:
        with attempt:
            await write()
