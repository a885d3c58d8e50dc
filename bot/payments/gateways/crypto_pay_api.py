"""Calls to Crypto Pay: JSON in and out, every failure as one of our classes.

Facts: https://help.send.tg/en/articles/10279948-crypto-pay-api. Amounts are texts, both ways.
"""

import asyncio
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from bot.core.redaction import Redactor
from bot.core.tls import trusted
from bot.payments.rules.gateways import GatewayAwayError, GatewayRefusedError

SECONDS = 20.0
"""So long a call may take."""
LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes; a thousand invoices have about a tenth of it."""
_HEADER = "Crypto-Pay-API-Token"
_TOO_MANY, _SERVERS_FAULT = 429, 500
_SHOWN, _MOST_DIGITS = 200, 20


@dataclass(frozen=True, slots=True)
class CryptoPayOptions:
    """An app at Crypto Pay.

    Attributes:
        url: of the network, without a path.
    """

    url: str
    token: str


class CryptoPayApi:
    """Crypto Pay, as one app of it may call it."""

    def __init__(self, options: CryptoPayOptions) -> None:
        self._options = options
        self._redact = Redactor([options.token])
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(verify=trusted()),
            headers={_HEADER: options.token, "Accept-Encoding": "identity"},
            timeout=SECONDS,
            follow_redirects=False,  # the token is in the headers
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def call(self, method: str, **params: Any) -> Any:
        """Return the result of a call.

        Raises:
            GatewayRefusedError: it says no.
            GatewayAwayError: it does not answer, or says that it cannot now.
        """
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._client.stream(
                    "POST", f"{self._options.url}/api/{method}", json=params
                ) as answer,
            ):
                status, body = answer.status_code, await _body(answer)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            raise GatewayAwayError(f"no answer ({type(error).__name__})") from error
        return self._result(status, body)

    def _result(self, status: int, body: bytes) -> Any:
        try:
            said = json.loads(body, parse_float=Decimal, parse_int=_whole)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or status >= _SERVERS_FAULT:
            raise GatewayAwayError(f"an answer that is none (HTTP {status})")
        if said.get("ok") is True and "result" in said:
            return said["result"]
        error = said.get("error")
        error = error if isinstance(error, dict) else {}
        words = self._redact(str(error.get("name") or f"HTTP {status}"))[:_SHOWN]
        if said.get("ok") is not False or _is_passing(error.get("code"), status):
            raise GatewayAwayError(words)
        raise GatewayRefusedError(words)


def _whole(digits: str) -> int | Decimal:
    """Read a whole number: of thousands of digits Python makes no `int`."""
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


def _is_passing(code: object, status: int) -> bool:
    """Return whether an error is one of the moment."""
    number = code if isinstance(code, int) else status
    return _TOO_MANY in {number, status} or number >= _SERVERS_FAULT


async def _body(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise GatewayAwayError("an answer that is too large")
    return bytes(body)
