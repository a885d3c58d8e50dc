"""Serves HTTP to anybody: bounded in connections, in bytes and in time.

Behind a public address somebody opens connections by the thousand, or sends a request a byte at a
time. Nobody waits here for longer than a request takes to come, and where all places are taken
the connection that has been idle for longest makes room.
"""

import asyncio
import logging
import resource
import socket
from collections.abc import Awaitable, Callable
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

MOST_CONNECTIONS = 512
"""Telegram opens 40 at most, unless it is asked for more."""
SPARED_FILES = 128  # of those that the process may open, for all but connections
REQUEST_SECONDS = 10.0
"""For a connection's first byte, and from then on for a request's head; as long for its body."""
IDLE_SECONDS = 75.0
STOP_SECONDS = 10.0
LINGER_SECONDS = 2.0  # for what comes of a request that was refused, so that the answer is seen
MOST_HEADERS, LONGEST_HEADER = 64, 4096

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _WithoutForeignFaults(logging.Filter):
    """Leaves out what others send that is no HTTP: they could fill the disk with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is written."""
        return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


logger = logging.getLogger(__name__)
logger.addFilter(_WithoutForeignFaults())


class Listener:
    """Serves an application on a port until it is told to stop."""

    def __init__(self, application: web.Application, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._connections = Connections()
        application.middlewares.append(self._connections.middleware)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=logger,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            auto_decompress=False,
            max_headers=MOST_HEADERS,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
            shutdown_timeout=STOP_SECONDS,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; requests in hand are answered.

        Raises:
            OSError: the port is taken.
        """
        allow_many_files()
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.create_server((self._host, self._port), family=family)
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._protocol, sock=listening)
        try:
            await stop.wait()
        finally:
            server.close()
            await self._runner.cleanup()

    def _protocol(self) -> asyncio.Protocol:
        if self._runner.server is None:
            raise RuntimeError("the server is not set up")
        return _Connection(self._runner.server(), self._connections)


def allow_many_files() -> None:
    """Raise how many files and connections this process may have open to the most allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _most_connections() -> int:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, files - SPARED_FILES))


class Connections:
    """The open connections, those that wait for a request in the order in which they began to."""

    def __init__(self) -> None:
        self._busy: dict[object, _Connection] = {}
        self._waiting: dict[object, _Connection] = {}

    def admit(self, connection: "_Connection") -> bool:
        """Take a connection in, if there is or can be made room for it."""
        if len(self._busy) + len(self._waiting) >= _most_connections():
            oldest = next(iter(self._waiting), None)
            if oldest is None:
                return False
            self._waiting.pop(oldest).cut()
        self._waiting[connection.transport] = connection
        return True

    def drop(self, connection: "_Connection") -> None:
        """Forget a connection that is closed."""
        self._busy.pop(connection.transport, None)
        self._waiting.pop(connection.transport, None)

    def is_waiting(self, connection: "_Connection") -> bool:
        """Return whether no request of a connection is being handled."""
        return connection.transport in self._waiting

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Have a connection stay while its request is handled."""
        transport = request.transport
        connection = self._waiting.pop(transport, None)
        if connection is None:
            return await handler(request)
        self._busy[transport] = connection
        connection.expect_nothing()
        try:
            return await handler(request)
        finally:
            if self._busy.pop(transport, None) is not None:
                self._waiting[transport] = connection


class _Connection(asyncio.Protocol):
    """A connection of aiohttp's, cut when a request does not come in time."""

    def __init__(self, inner: asyncio.Protocol, connections: Connections) -> None:
        self._inner = inner
        self._connections = connections
        self._deadline: asyncio.TimerHandle | None = None
        self._is_cut = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are none by their class
        self._inner.connection_made(transport)
        if self._connections.admit(self):
            self._expect_request()
        else:
            self.cut()

    def data_received(self, data: bytes) -> None:
        if self._is_cut:
            return
        if self._connections.is_waiting(self):
            self._expect_request()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self.expect_nothing()
        self._connections.drop(self)
        self._inner.connection_lost(error)

    def _expect_request(self) -> None:
        """Wait for a request's head from now on, unless one is waited for already."""
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(REQUEST_SECONDS, self.cut)

    def expect_nothing(self) -> None:
        """Wait no more: a request is there, or the connection has ended."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def cut(self) -> None:
        """Close the connection at once."""
        self._is_cut = True
        if self.transport is not None:
            self.transport.abort()
