"""Updates by webhook: checked, written down, and only then acknowledged."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from bot.core.database.errors import DatabaseError
from bot.core.inbox import store as inbox_store
from bot.core.inbox.update_inbox import UpdateInbox
from bot.core.monitoring import Monitor
from bot.core.telegram.errors import WebhookRefusedError
from bot.core.telegram.http_server import REQUEST_SECONDS, Listener

LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's own are far below
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
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
    """Serves Telegram, and whoever watches over the process.

    Args:
        others: what features serve besides.
    """

    def __init__(
        self,
        options: WebhookOptions,
        inbox: UpdateInbox,
        monitor: Monitor,
        others: Sequence[web.RouteDef] = (),
    ) -> None:
        self._options = options
        self._inbox = inbox
        self._monitor = monitor
        self._others = others

    async def register(self, bot: Bot, allowed_updates: Sequence[str]) -> None:
        """Register where updates go; what waits there is kept.

        Raises:
            WebhookRefusedError: Telegram does not take the address.
        """
        try:
            await bot.set_webhook(
                self._options.base_url.rstrip("/") + self._options.path,
                secret_token=self._options.secret,
                allowed_updates=list(allowed_updates),
                drop_pending_updates=False,
            )
        except BadRequest as error:
            raise WebhookRefusedError(error.message) from error

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; requests in hand are answered.

        Raises:
            OSError: the port is taken.
        """
        await Listener(self.application(), self._options.host, self._options.port).run(stop)

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(client_max_size=LARGEST_UPDATE)
        update = web.post(self._options.path, self._update)
        application.add_routes([update, *self._others, *self._monitor.routes()])
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


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = payload.get("update_id") if isinstance(payload, dict) else None
    if type(number) is not int or not 0 <= number <= inbox_store.LARGEST_NUMBER:
        return None
    return dict(payload)
