"""One POST to the panel: form in, JSON out, every failure as one of our classes."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from bot.core.errors import N_
from bot.core.loops.collector import collector
from bot.core.redaction import MASK, Redactor
from bot.core.tls import trusted
from bot.panel.api.actions import CONNECT_SECONDS, Action
from bot.panel.api.answers import Answer, Read, Wrapped, read_clean
from bot.panel.api.errors import NotSentError, PanelError, UnclearError
from bot.panel.api.unpacking import ACCEPTED, TooLargeError, UnknownPackingError, Unpacked
from bot.panel.api.values import printable

LONG_ANSWER = 64 * 1024  # bytes; what is longer is read in a thread
SHOWN = 200
LONGEST_RETRY = 3600.0  # seconds; a panel that wants more is asked all the same
DEEPEST = 32  # values within values; the deepest seen are five
_MOST_ENCODED = 20  # bytes of a character, which must not be cut in the middle of the key

# What fails before a byte of the request has left. The httpx classes do not tell: httpx-aiohttp
# calls a connection that was cut after the request a ConnectTimeout.
_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no such host, no trusted certificate
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


_WHY: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, N_("no connection: its name was not found")),
    (
        aiohttp.ClientConnectorCertificateError,
        N_("no connection: its certificate is not trusted"),
    ),
    (aiohttp.ClientSSLError, N_("no connection: it does not speak https")),
    (aiohttp.ConnectionTimeoutError, N_("no connection: it did not answer in time")),
    (aiohttp.ClientConnectorError, N_("no connection: it was refused")),
    (aiohttp.InvalidURL, N_("no connection: the address is no URL")),
    (httpx.InvalidURL, N_("no connection: the address is no URL")),
)
"""What people read of a connection that was not made, the more special first."""


def translate(error: Exception) -> PanelError:
    """Return our class for a foreign exception; whatever is not surely 'not sent' is unclear."""
    cause = error.__cause__ or error
    if isinstance(cause, _NOT_SENT) or isinstance(error, _NOT_SENT):
        why = (words for kind, words in _WHY if isinstance(cause, kind))
        return NotSentError(next(why, N_("no connection")))
    if isinstance(error, TooLargeError):
        return UnclearError(N_("the answer is too large"))
    if isinstance(error, UnknownPackingError):
        return UnclearError(f"the answer cannot be unpacked ({error})")
    if isinstance(error, TimeoutError) or isinstance(cause, TimeoutError):
        return UnclearError(N_("no answer in time"))
    return UnclearError(N_("the connection was cut"))


class Transport:
    """The panel's one address.

    Reads share a pool. Every order has a connection of its own: a kept one may be closed by the
    panel just when it is used again, and then nobody knows whether the order arrived.
    """

    def __init__(
        self, url: str, key: str, user_agent: str, redact: Redactor, request_id_param: str = ""
    ) -> None:
        self._url = url
        self._key = key
        self._redact = redact
        self._request_id_param = request_id_param
        headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED}
        if user_agent:
            headers["User-Agent"] = user_agent
        self._pooled = _client(AiohttpTransport(verify=trusted()), headers)
        self._fresh = _client(AiohttpTransport(verify=trusted(), client=_without_pool), headers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pooled.aclose()
        await self._fresh.aclose()

    async def post(
        self,
        action: Action,
        params: Mapping[str, str],
        read: Read = read_clean,
    ) -> Answer:
        """Send one call and return what came, whatever it says.

        Raises:
            NotSentError: it surely never left.
            UnclearError: no answer in time, a cut or a too large one.
        """
        form = {"key": self._key, "action": action.name, **params}
        timeout = httpx.Timeout(action.read_seconds, connect=CONNECT_SECONDS)
        client = self._pooled if action.is_read else self._fresh
        try:
            async with (
                asyncio.timeout(action.deadline_seconds),
                client.stream("POST", self._url, data=form, timeout=timeout) as answer,
            ):
                body = await _body(answer, action.largest_answer)
        except Exception as error:
            raise translate(error) from error
        if body.count(b",") > action.most_values:
            raise UnclearError(N_("the answer is too large"))
        body = _without_id(body, params.get(self._request_id_param, ""))
        value = await _read(lambda body: read(body, self._without_secrets), body)
        return Answer.of(answer.status_code, value, self.scrub(body), _retry_after(answer))

    def scrub(self, body: bytes) -> str:
        """Return the beginning of an answer as text, without the key."""
        beginning = body[: SHOWN * _MOST_ENCODED].decode("utf-8", "replace")
        return self._redact(" ".join(printable(beginning).split()))[:SHOWN]

    def _without_secrets(self, body: bytes) -> bytes:
        """Return an answer without what we have sent: no reader has to think of it."""
        text = body.decode(json.detect_encoding(body), "replace")
        redacted = self._redact.in_json(text)
        return body if redacted is text else redacted.encode()


def _without_id(body: bytes, request_id: str) -> bytes:
    """Return an answer without the id that we gave to the request: letters and digits."""
    if not request_id:
        return body
    return re.sub(re.escape(request_id.encode()), MASK.encode(), body, flags=re.IGNORECASE)


async def _body(answer: httpx.Response, largest: int) -> bytes:
    body = Unpacked(answer.headers, largest)
    async for part in answer.aiter_raw():
        body.add(part)
    return body.whole()


async def _read(read: Callable[[bytes], Any], body: bytes) -> Any:
    """Return what `read` makes of a body, `None` for no JSON; a long one holds nobody up."""
    if len(body) < LONG_ANSWER:
        return _value(read, body)
    with collector.paused():
        return await asyncio.to_thread(_value, read, body)


def _value(read: Callable[[bytes], Any], body: bytes) -> Any:
    try:
        value = read(body)
    except (ValueError, RecursionError):
        return None
    whole = list(value.values) if isinstance(value, Wrapped) else value
    return value if _is_shallow(whole) else None


def _is_shallow(value: Any) -> bool:
    """Return whether a value can be walked through without going too deep."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for it in level for inner in _inside(it)]
        if not level:
            return True
    return False


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _client(transport: AiohttpTransport, headers: Mapping[str, str]) -> httpx.AsyncClient:
    # No redirects: the key is in the body.
    return httpx.AsyncClient(transport=transport, headers=headers, follow_redirects=False)


def _without_pool() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(force_close=True, ssl=trusted())
    return aiohttp.ClientSession(connector=connector)


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("Retry-After", "").strip()
    if not (value.isascii() and value.replace(".", "", 1).isdigit()):
        return None  # a date, or nothing
    return min(float(value), LONGEST_RETRY)
