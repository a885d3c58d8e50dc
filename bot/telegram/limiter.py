"""Telegram's limits on sending, kept on our side: answers to people go before pushes.

The numbers are Telegram's own advice (https://core.telegram.org/bots/faq): about 30 messages a
second in all, one a second in a chat (short bursts pass), 20 a minute in a group. PTB's limiter
has no limit for private chats, and its hold after a 429 ends early (telegram-facts.md, 6.3).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram import talk

PUSH = "push"
"""`rate_limit_args` of a call that nobody waits for."""
ANSWER_RETRIES = 3
MOST_BUCKETS = 10_000
_COUNTED = ("send", "edit", "copy", "forward")

Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pace:
    """So many a second in the long run, so many at once after a rest."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Paces:
    """The pace of the whole bot, of a private chat, of a group."""

    overall: Pace = field(default=Pace(rate=30, burst=30))
    chat: Pace = field(default=Pace(rate=1, burst=5))
    group: Pace = field(default=Pace(rate=20 / 60, burst=20))


class Bucket:
    """Says when the next one may go, and takes places (the generic cell rate algorithm)."""

    def __init__(self, pace: Pace) -> None:
        self._step = 1 / pace.rate
        self._slack = (pace.burst - 1) * self._step
        self._full_at = 0.0  # when every place taken so far will have been given back

    def free_at(self) -> float:
        """Return when the next one may go."""
        return self._full_at - self._slack

    def take(self, now: float) -> None:
        """Take the next place."""
        self._full_at = max(self._full_at, now) + self._step

    def is_idle(self, now: float) -> bool:
        """Tell whether it is as good as new."""
        return self._full_at <= now


class Limiter(BaseRateLimiter[str]):
    """PTB's hook around every call of the bot.

    An answer takes its places at once and waits for their time; a push takes places only when
    they are free, so that whoever waits for an answer goes first. After a 429 its chat is held
    for as long as Telegram says, and everything is if a second chat is told so meanwhile.
    """

    def __init__(
        self, paces: Paces | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._paces = paces or Paces()
        self._clock = clock
        self._overall = Bucket(self._paces.overall)
        self._buckets: dict[object, Bucket] = {}
        self._held: dict[object, float] = {}

    async def initialize(self) -> None:
        """Start with nothing; there is nothing to open."""

    async def shutdown(self) -> None:
        """Forget the buckets."""
        self._buckets.clear()
        self._held.clear()

    async def process_request(  # noqa: PLR0917 - the signature is PTB's
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Answer:
        """Make a call when its turn has come; an answer that was refused for flood is repeated.

        Raises:
            RetryAfter: a push was refused; the notifier tries it again.
        """
        chat_id = data.get("chat_id")
        if chat_id is None or not endpoint.startswith(_COUNTED):
            return await callback(*args, **kwargs)
        is_push = rate_limit_args == PUSH
        # Drawing a form again in answer to a tap is no new message to the chat.
        redraws = endpoint.startswith("edit") and not is_push
        buckets = [self._overall] if redraws else [self._overall, self._bucket(chat_id)]
        retries = 0 if is_push else ANSWER_RETRIES
        while True:
            await self._turn(chat_id, buckets, is_push=is_push)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._hold(chat_id, talk.seconds(error))
                if retries == 0:
                    raise
                retries -= 1

    async def _turn(self, chat_id: object, buckets: list[Bucket], *, is_push: bool) -> None:
        if not is_push:
            free_at = max(bucket.free_at() for bucket in buckets)
            for bucket in buckets:
                bucket.take(max(self._clock(), free_at))
            await self._sleep_until(free_at)
            while (held := self._held_until(chat_id)) > self._clock():
                await self._sleep_until(held)
            return
        while True:
            free_at = max(self._held_until(chat_id), *(bucket.free_at() for bucket in buckets))
            if free_at <= self._clock():
                break
            await self._sleep_until(free_at)
        for bucket in buckets:
            bucket.take(self._clock())

    async def _sleep_until(self, moment: float) -> None:
        wait = moment - self._clock()
        if wait > 0:
            await asyncio.sleep(wait)

    def _bucket(self, chat_id: object) -> Bucket:
        if len(self._buckets) > MOST_BUCKETS:
            now = self._clock()
            self._buckets = {k: v for k, v in self._buckets.items() if not v.is_idle(now)}
        bucket = self._buckets.get(chat_id)
        if bucket is None:
            pace = self._paces.group if str(chat_id).startswith(("-", "@")) else self._paces.chat
            bucket = self._buckets[chat_id] = Bucket(pace)
        return bucket

    def _hold(self, chat_id: object, seconds: float) -> None:
        now = self._clock()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._held[chat_id] = max(self._held.get(chat_id, 0.0), now + seconds)

    def _held_until(self, chat_id: object) -> float:
        now = self._clock()
        holds = [until for until in self._held.values() if until > now]
        if len(holds) > 1:
            return max(holds)
        return self._held.get(chat_id, 0.0)
