"""The same for each of several, though it may fail for one of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


async def for_each(items: Iterable[Item], work: Callable[[Item], Awaitable[None]]) -> None:
    """Do something for each, one after the other: what fails holds up no other's money.

    Raises:
        ExceptionGroup: it has failed for some.
    """
    failed = []
    for item in items:
        (outcome,) = await asyncio.gather(work(item), return_exceptions=True)
        if isinstance(outcome, Exception):
            failed.append(outcome)
    if failed:
        raise ExceptionGroup("payments were not booked", failed)
