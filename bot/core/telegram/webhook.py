"""Updates by webhook: checked, written down, and only then acknowledged; health, metrics."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.core.database.engine import Database, Session
from bot.core.database.errors import DatabaseError
from bot.core.inbox import store as inbox_store
from bot.core.inbox.update_inbox import UpdateInbox
from bot.core.telegram.listening import REQUEST_SECONDS, Listener

LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's own are far below
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Metrics = Callable[[Session, datetime], Awaitable[Mapping[str, int]]]
"""Reads what is monitored, by name in Prometheus' spelling."""
_OK, _UNREADABLE, _FORBIDDEN, _TOO_SLOW, _TOO_LARGE, _AWAY = 200, 400, 403, 408, 413, 503


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Where the webhook is, as Telegram sees it and as we serve it.

    Attributes:
        base_url: the public address, without a path of ours.
        path: nobody can guess it.
        secret: what Telegram has to say with each update.
    """

    base_url: str
    path: str
    secret: str
    host: str
    port: int


class Webhook:
    """Serves Telegram, and whoever watches over the process."""

    def __init__(
        self,
        options: WebhookOptions,
        inbox: UpdateInbox,
        database: Database,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._options = options
        self._inbox = inbox
        self._database = database
        self._clock = clock
        self._metrics = metrics

    async def register(self, bot: Bot, allowed_updates: Sequence[str]) -> None:
        """Tell Telegram where updates go; what waits there is kept."""
        await bot.set_webhook(
            self._options.base_url.rstrip("/") + self._options.path,
            secret_token=self._options.secret,
            allowed_updates=list(allowed_updates),
            drop_pending_updates=False,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; requests in hand are answered.

        Raises:
            OSError: the port is taken.
        """
        await Listener(self.application(), self._options.host, self._options.port).run(stop)

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(client_max_size=LARGEST_UPDATE)
        application.add_routes(
            [
                web.post(self._options.path, self._update),
                web.get("/healthz", self._alive),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._report),
            ]
        )
        return application

    async def _update(self, request: web.Request) -> web.Response:
        said = request.headers.get(_SECRET_HEADER, "")
        known = self._options.secret.encode()
        if not secrets.compare_digest(said.encode(errors="surrogateescape"), known):
            return web.Response(status=_FORBIDDEN)
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=_TOO_LARGE)
        except TimeoutError:
            return web.Response(status=_TOO_SLOW)
        payload = _read(body)
        if payload is None:
            return web.Response(status=_UNREADABLE)
        try:
            await self._inbox.accept([payload])
        except DatabaseError:
            return web.Response(status=_AWAY)  # Telegram sends it again
        return web.Response(status=_OK)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _: web.Request) -> web.Response:
        try:
            await self._read_metrics()
        except DatabaseError:
            return web.Response(text="the database is away\n", status=_AWAY)
        return web.Response(text="ok\n")

    async def _report(self, _: web.Request) -> web.Response:
        """Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats)."""
        try:
            found = await self._read_metrics()
        except DatabaseError:
            return web.Response(status=_AWAY)
        lines = [f"bot_{name} {value}" for name, value in found.items()]
        text = "\n".join(lines) + "\n"
        return web.Response(body=text.encode(), headers={"Content-Type": _METRICS_TYPE})

    async def _read_metrics(self) -> Mapping[str, int]:
        async with self._database.read() as session:
            return await self._metrics(session, self._clock())


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = payload.get("update_id") if isinstance(payload, dict) else None
    if type(number) is not int or not 0 <= number <= inbox_store.LARGEST_NUMBER:
        return None
    return dict(payload)
