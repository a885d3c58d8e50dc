"""Updates by webhook: checked, written down, and only then acknowledged; health, metrics."""

import asyncio
import json
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot

from bot.storage import figures, inbox
from bot.storage.engine import Database
from bot.storage.trouble import DatabaseError
from bot.telegram.updates import UpdateInbox

LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's own are far below
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_OK, _UNREADABLE, _FORBIDDEN, _TOO_LARGE, _AWAY = 200, 400, 403, 413, 503


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
    ) -> None:
        self._options = options
        self._inbox = inbox
        self._database = database
        self._clock = clock

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
        config = uvicorn.Config(
            self.application(),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
        )
        server = _Server(config)
        host, port = self._options.host, self._options.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here: uvicorn would end the process with its own words.
        listening = socket.create_server((host, port), family=family)
        serving = asyncio.create_task(server.serve([listening]), name="http")
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        server.should_exit = True
        await serving

    def application(self) -> Starlette:
        """Return the routes."""
        return Starlette(
            routes=[
                Route(self._options.path, self._update, methods=["POST"]),
                Route("/healthz", self._alive),
                Route("/readyz", self._ready),
                Route("/metrics", self._metrics),
            ]
        )

    async def _update(self, request: Request) -> Response:
        said = request.headers.get(_SECRET_HEADER, "")
        if not secrets.compare_digest(said.encode(), self._options.secret.encode()):
            return Response(status_code=_FORBIDDEN)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_UPDATE:
                return Response(status_code=_TOO_LARGE)
        payload = _read(bytes(body))
        if payload is None:
            return Response(status_code=_UNREADABLE)
        try:
            await self._inbox.accept([payload])
        except DatabaseError:
            return Response(status_code=_AWAY)  # Telegram sends it again
        return Response(status_code=_OK)

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, _: Request) -> Response:
        try:
            await self._figures()
        except DatabaseError:
            return PlainTextResponse("the database is away\n", _AWAY)
        return PlainTextResponse("ok\n")

    async def _metrics(self, _: Request) -> Response:
        """Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats)."""
        try:
            found = await self._figures()
        except DatabaseError:
            return Response(status_code=_AWAY)
        lines = [f"bot_{name} {value}" for name, value in found.items()]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    async def _figures(self) -> dict[str, int]:
        async with self._database.read() as session:
            return await figures.read(session, self._clock())


class _Server(uvicorn.Server):
    """A server that leaves signals to the process it is part of."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = payload.get("update_id") if isinstance(payload, dict) else None
    if type(number) is not int or not 0 <= number <= inbox.LARGEST_NUMBER:
        return None
    return dict(payload)
