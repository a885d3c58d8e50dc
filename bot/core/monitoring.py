"""What whoever watches over a process asks it: whether it serves, is ready, and its metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from aiohttp import web

from bot.core.clock import Clock
from bot.core.database.engine import Database, Session
from bot.core.database.errors import DatabaseError
from bot.core.telegram.http_server import Listener

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_AWAY = 503
Metrics = Callable[[Session, datetime], Awaitable[Mapping[str, int]]]
"""Reads what is monitored, by name in Prometheus' spelling."""


class Monitor:
    """Answers `/healthz`, `/readyz` and `/metrics`."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        """Return the paths and who answers them."""
        return [
            web.get("/healthz", self._alive),
            web.get("/readyz", self._ready),
            web.get("/metrics", self._report),
        ]

    async def run(self, host: str, port: int, stop: asyncio.Event) -> None:
        """Serve these paths alone until `stop` is set.

        Raises:
            OSError: the port is taken.
        """
        application = web.Application()
        application.add_routes(self.routes())
        await Listener(application, host, port).run(stop)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _: web.Request) -> web.Response:
        try:
            await self._database.check()
        except DatabaseError:
            return web.Response(text="the database is away\n", status=_AWAY)
        return web.Response(text="ok\n")

    async def _report(self, _: web.Request) -> web.Response:
        """Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats)."""
        try:
            found = await self._read()
        except DatabaseError:
            return web.Response(status=_AWAY)
        lines = [f"bot_{name} {value}" for name, value in found.items()]
        text = "\n".join(lines) + "\n"
        return web.Response(body=text.encode(), headers={"Content-Type": _METRICS_TYPE})

    async def _read(self) -> Mapping[str, int]:
        async with self._database.read() as session:
            return await self._metrics(session, self._clock())
