"""Webhooks of Crypto Pay: switched on in @CryptoBot, signed, and repeated for three days."""

import asyncio
import hashlib
import hmac
import itertools
import json
import logging
from typing import Any
from urllib.parse import urlsplit

import aiohttp

logger = logging.getLogger(__name__)

SIGNATURE = "crypto-pay-api-signature"
MOST_TRIES = 17
RETRY_SECONDS = 3 * 24 * 3600 / MOST_TRIES
"""Between two tries: all of them take about three days, how they are spread is not known."""


def sign(body: bytes, token: str) -> str:
    """Return the signature of a raw body."""
    key = hashlib.sha256(token.encode()).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


class Webhooks:
    """Where paid invoices are told of; nowhere, until it is switched on.

    Attributes:
        url: on loopback; `None`: switched off, also by itself once nobody has answered.
        retry_seconds: between two tries.
        tried: how many requests have left.
    """

    def __init__(self, token: str) -> None:
        self.url: str | None = None
        self.retry_seconds = RETRY_SECONDS
        self.tried = 0
        self._token = token
        self._numbers = itertools.count(1)
        self._running: set[asyncio.Task[Any]] = set()

    def switch_on(self, url: str) -> None:
        """Send webhooks to an address on this machine.

        Raises:
            ValueError: it is elsewhere.
        """
        if urlsplit(url).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("only addresses on 127.0.0.1 are served here")
        self.url = url

    def notify(self, payload: dict[str, Any], request_date: str) -> None:
        """Post a paid invoice to the webhook, until somebody takes it."""
        if self.url is None:
            return
        body = self.body(payload, request_date)
        task = asyncio.create_task(self._deliver(self.url, body))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def body(self, payload: dict[str, Any], request_date: str) -> bytes:
        """Return what is posted: raw, with what other people's JSON writes in another way."""
        update = {
            "update_id": next(self._numbers),
            "update_type": "invoice_paid",
            "request_date": request_date,
            "payload": payload,
        }
        return json.dumps(update, ensure_ascii=False).replace("/", "\\/").encode()

    async def post(self, body: bytes, signature: str | None = None, *, url: str = "") -> int:
        """Post a body, and return the status; 0 where nobody answers.

        Args:
            signature: a forger's; the true one if it is not given.
            url: where to, if webhooks are switched off.
        """
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: sign(body, self._token) if signature is None else signature,
        }
        self.tried += 1
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url or self.url or "", data=body, headers=headers) as answer,
            ):
                return answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.debug("Webhook failed: %s", error)
            return 0

    async def close(self) -> None:
        """End what is still being tried."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _deliver(self, url: str, body: bytes) -> None:
        for number in range(MOST_TRIES):
            if number:
                await asyncio.sleep(self.retry_seconds)
            status = await self.post(body, url=url)
            if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
                return
        if self.url == url:
            self.url = None
