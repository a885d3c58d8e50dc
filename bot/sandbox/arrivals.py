"""What has arrived at a local server, for whoever waits for it."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Arrivals(Generic[T]):
    """The requests of a server, in order.

    Args:
        kind: tells what a request asks for.

    Attributes:
        all: every request up to now.
    """

    def __init__(self, kind: Callable[[T], str]) -> None:
        self.all: list[T] = []
        self._kind = kind
        self._arrived = asyncio.Condition()

    async def add(self, request: T) -> None:
        """Add a request, and wake who waits for it."""
        async with self._arrived:
            self.all.append(request)
            self._arrived.notify_all()

    async def wait_for(
        self,
        kind: str,
        count: int = 1,
        timeout: float = 30,  # noqa: ASYNC109 - part of what it promises
    ) -> T:
        """Wait until the `count`-th request of a kind has arrived.

        Args:
            timeout: seconds.

        Raises:
            TimeoutError: it has not.
        """

        def found() -> list[T]:
            return [request for request in self.all if self._kind(request) == kind]

        async with asyncio.timeout(timeout), self._arrived:
            await self._arrived.wait_for(lambda: len(found()) >= count)
        return found()[count - 1]
