"""One POST to the panel: form in, JSON out, every failure as one of our classes."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport

from bot.provider.actions import CONNECT_SECONDS, Action
from bot.provider.errors import (
    BusyError,
    NotSentError,
    ProviderError,
    UnclearError,
)

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 50,000 services are about 15 MiB
SHOWN = 200
_OK, _MULTIPLE_CHOICES, _TOO_MANY, _SERVER_ERROR = 200, 300, 429, 500

# What fails before a byte of the request has left.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
    httpx.ProxyError,
)


def translate(error: Exception) -> ProviderError:
    """Return our class for a foreign exception; whatever is not surely 'not sent' is unclear."""
    name = type(error).__name__
    if isinstance(error, _NOT_SENT):
        return NotSentError(f"no connection ({name})")
    if isinstance(error, httpx.TimeoutException):
        return UnclearError(f"no answer in time ({name})")
    return UnclearError(f"the connection was cut ({name})")


class Transport:
    """The panel's one address, spoken to over one connection pool."""

    def __init__(
        self,
        url: str,
        key: str,
        user_agent: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = url
        self._key = key
        headers = {"Accept": "application/json"}
        if user_agent:
            headers["User-Agent"] = user_agent
        self._client = httpx.AsyncClient(
            transport=transport or AiohttpTransport(),
            headers=headers,
            follow_redirects=False,  # the key is in the body
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def post(self, action: Action, params: Mapping[str, str]) -> tuple[int, Any]:
        """Send one call and return the HTTP status with the JSON that came.

        Raises:
            NotSentError: it surely never left.
            BusyError: 429.
            UnclearError: no answer, a cut one, or one that is no JSON.
        """
        form = {"key": self._key, "action": action.name, **params}
        timeout = httpx.Timeout(action.read_seconds, connect=CONNECT_SECONDS)
        try:
            async with self._client.stream(
                "POST", self._url, data=form, timeout=timeout
            ) as answer:
                body = await self._body(answer)
        except ProviderError:
            raise
        except Exception as error:
            raise translate(error) from error
        return answer.status_code, self._json(answer, body)

    async def _body(self, answer: httpx.Response) -> bytes:
        parts = bytearray()
        async for part in answer.aiter_bytes():
            parts += part
            if len(parts) > LARGEST_ANSWER:
                raise UnclearError("the answer is too large")
        return bytes(parts)

    def _json(self, answer: httpx.Response, body: bytes) -> Any:
        code = answer.status_code
        try:
            # Numbers stay text: money is never a float.
            value = json.loads(body, parse_float=str)
        except ValueError:
            value = None
        if code == _TOO_MANY:
            raise BusyError(f"HTTP {code}", _retry_after(answer))
        if _MULTIPLE_CHOICES <= code < 400:  # noqa: PLR2004 - the range of redirects
            raise UnclearError(
                f"HTTP {code}: a redirect; PROVIDER_API_URL is not the API's address"
            )
        if value is None:
            raise UnclearError(f"HTTP {code}, no JSON: {self.scrub(body[:SHOWN])}")
        return value

    def scrub(self, body: bytes) -> str:
        """Return the beginning of an answer as text, without the key."""
        text = " ".join(body.decode("utf-8", "replace").split())
        return text.replace(self._key, "***") if self._key else text


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("Retry-After", "")
    try:
        return max(float(value), 0.0)
    except ValueError:
        return None
