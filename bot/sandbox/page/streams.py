"""Event streams that pages read."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from aiohttp import web

STREAM_SECONDS = 15.0
"""Between two signs of life."""

Event = dict[str, Any]


class Streams:
    """The streams that are open; the server ends them when it stops."""

    def __init__(self) -> None:
        self._open: set[asyncio.Task[Any]] = set()

    def close(self) -> None:
        """End all of them."""
        for stream in self._open:
            stream.cancel()

    async def serve(
        self, request: web.Request, events: AsyncIterator[Event | None]
    ) -> web.StreamResponse:
        """Send events, `None` as a sign of life, until the page is closed."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        with suppress(ConnectionResetError):  # the page was closed, maybe at once
            await response.prepare(request)
            async for event in events:
                await response.write(_line(event))
        return response


def _line(event: Event | None) -> bytes:
    if event is None:
        return b": still here\n\n"
    number = f"id: {event['seq']}\n" if "seq" in event else ""
    return f"{number}data: {json.dumps(event)}\n\n".encode()
