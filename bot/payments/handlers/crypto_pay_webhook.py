"""Crypto Pay says that an invoice was paid: nothing is credited by it, but it is asked at once."""

import asyncio
import hmac
import json

from aiohttp import web

from bot.core.clock import Clock
from bot.core.database.engine import Database
from bot.core.database.errors import DatabaseError
from bot.core.telegram.http_server import REQUEST_SECONDS
from bot.payments.rules.crypto_pay import signature_of
from bot.payments.rules.methods import CRYPTO_PAY
from bot.payments.service import top_ups

_SIGNATURE = "crypto-pay-api-signature"
_MOST_DIGITS = 20  # of an invoice's number
_OK, _FORBIDDEN, _TOO_SLOW, _TOO_LARGE, _AWAY = 200, 403, 408, 413, 503


class CryptoPayWebhook:
    """Takes what Crypto Pay tells, if it is signed with the app's token.

    Args:
        path: nobody can guess it.
    """

    def __init__(self, path: str, token: str, database: Database, clock: Clock) -> None:
        self._path = path
        self._token = token
        self._database = database
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [web.post(self._path, self._receive)]

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=_TOO_LARGE)
        except TimeoutError:
            return web.Response(status=_TOO_SLOW)
        said = request.headers.get(_SIGNATURE, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(said, signature_of(body, self._token).encode()):
            return web.Response(status=_FORBIDDEN)
        number = _invoice_in(body)
        if number is not None:
            try:
                async with self._database.begin() as session:
                    await top_ups.ask_now(session, CRYPTO_PAY, number, self._clock())
            except DatabaseError:
                return web.Response(status=_AWAY)  # it is told again
        return web.Response(status=_OK)


def _invoice_in(body: bytes) -> str | None:
    """Return the number of the invoice that a signed body tells of, if it does."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    payload = update.get("payload") if isinstance(update, dict) else None
    number = payload.get("invoice_id") if isinstance(payload, dict) else None
    digits = str(number) if isinstance(number, int | str) else ""
    return digits if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
