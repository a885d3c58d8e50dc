"""Calls to the Bot API over aiohttp, under python-telegram-bot.

PTB's own transport, httpx, gets slower with every request in flight (docs/telegram.md, 9).
"""

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.core.redaction import Redactor
from bot.core.tls import trusted

CONNECT_SECONDS = 10.0
CONNECTIONS = 256
SENT = ("message_id", "date", "chat")
"""What is read of a message that was sent. PTB makes objects of all the rest, down to each button
of a keyboard that we have just made ourselves, which takes longer than the call."""

NO_CONNECTION, CUT = "no connection to Telegram", "the connection was cut"
_NO_ANSWER = "what answers is no Bot API server"
_WORDS = ("text", "caption")
_LAID_OUT = ("reply_markup", "media", "results", "button")  # words inside of JSON


class Transport(BaseRequest):
    """Sends requests, with as many connections as are needed.

    Args:
        read_seconds: how long to wait for an answer, if a call does not say.
        redact: takes secrets out of what people are shown.
    """

    def __init__(self, read_seconds: float, redact: Redactor) -> None:
        self._read_seconds = read_seconds
        self._redact = redact
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return how long an answer may take, in seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ssl=trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; of a message that was sent no more than `SENT`.

        Raises:
            TelegramError: it is none of the Bot API's.
        """
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise TelegramError(_NO_ANSWER) from error
        if not isinstance(answer, dict):
            raise TelegramError(_NO_ANSWER)
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {name: result[name] for name in SENT if name in result}
        return answer

    async def do_request(  # noqa: PLR0917 - the signature is PTB's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request and return the status with the body.

        Raises:
            TimedOut: no answer in time.
            NetworkError: no connection, or one that was cut.
        """
        del write_timeout, connect_timeout, pool_timeout  # nobody here sets them
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=CONNECT_SECONDS,
            sock_read=read_timeout
            if isinstance(read_timeout, int | float)
            else self._read_seconds,
        )
        try:
            async with self._session.request(
                method, url, data=self._body(request_data), timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientConnectionError as error:
            is_refused = isinstance(error, aiohttp.ClientConnectorError)
            raise NetworkError(NO_CONNECTION if is_refused else CUT) from error
        except aiohttp.ClientError as error:
            raise NetworkError(_NO_ANSWER) from error

    def _body(self, request_data: RequestData | None) -> aiohttp.FormData | None:
        if request_data is None:
            return None
        values = request_data.json_parameters
        form = aiohttp.FormData({name: self._shown(name, values[name]) for name in values})
        for name, (filename, content, mime_type) in request_data.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=mime_type)
        return form

    def _shown(self, name: str, value: str) -> str:
        """Return a parameter without secrets, if people see it; ids and the like stay."""
        if name in _WORDS:
            return self._redact(value)
        return self._redact.in_json(value) if name in _LAID_OUT else value
