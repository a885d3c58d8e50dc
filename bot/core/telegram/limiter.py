"""Telegram's limits on sending, kept on our side: answers to people go before pushes.

The numbers are Telegram's own advice (https://core.telegram.org/bots/faq): about 30 messages a
second in all, one a second in a chat (short bursts pass), 20 a minute in a group. PTB's limiter
has no limit for private chats, and its hold after a 429 ends early (docs/telegram.md, 5).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram.error import InvalidToken, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.core.telegram import errors

PUSH = "push"
"""`rate_limit_args` of a call that nobody waits for."""
NEWS = "news"
"""Of one that can wait longest: it leaves a third of the slots to answers and pushes."""
SPARED = 3
ANSWER_RETRIES = 3
MOST_WINDOWS = 10_000
_COUNTED = ("send", "edit", "copy", "forward")

Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many in any window of so many seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The rate limits of the whole bot, of a private chat, of a group.

    The windows are a little longer than Telegram's: calls take differently long to get there.
    """

    overall: RateLimit = field(default=RateLimit(30, 1.05))
    chat: RateLimit = field(default=RateLimit(5, 5.25))
    group: RateLimit = field(default=RateLimit(20, 61))


class Window:
    """Says when the next one may go, and takes slots."""

    def __init__(self, rate_limit: RateLimit) -> None:
        self._count, self._seconds = rate_limit.count, rate_limit.seconds
        self._taken: deque[float] = deque(maxlen=rate_limit.count)

    def free_at(self, *, sparing: bool = False) -> float:
        """Return when the next one may go; `sparing`: when it would leave some slots free."""
        most = self._count - self._count // SPARED if sparing else self._count
        is_full = len(self._taken) >= most
        return self._taken[-most] + self._seconds if is_full else 0.0

    def take(self, at: float) -> None:
        """Take the next place, now or at a time to come."""
        self._taken.append(at)

    def is_idle(self, now: float) -> bool:
        """Return whether it is as good as new."""
        return not self._taken or self._taken[-1] + self._seconds <= now


class Limiter(BaseRateLimiter[str]):
    """PTB's hook around every call of the bot.

    An answer takes its slots at once and waits for their time; a push takes slots only when
    they are free, so that whoever waits for an answer goes first. After a 429 its chat is held
    for as long as Telegram says, and everything is if a second chat is told so meanwhile.

    Args:
        on_unknown_token: is called when a call is refused as if the token were not known.
    """

    def __init__(
        self,
        rate_limits: RateLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        on_unknown_token: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_unknown_token = on_unknown_token
        self._rate_limits = rate_limits or RateLimits()
        self._clock = clock
        self._overall = Window(self._rate_limits.overall)
        self._windows: dict[object, Window] = {}
        self._held: dict[object, float] = {}

    def wait(self, chat_id: int) -> float:
        """Return how long an answer to a chat would have to wait now, in seconds."""
        window = self._windows.get(chat_id)
        at = max(window.free_at() if window else 0.0, self._held_until(chat_id))
        return max(at - self._clock(), 0.0)

    async def initialize(self) -> None:
        """Start with nothing; there is nothing to open."""

    async def shutdown(self) -> None:
        """Forget the chats."""
        self._windows.clear()
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
        call = partial(callback, *args, **kwargs)
        try:
            return await self._process(call, endpoint, data.get("chat_id"), rate_limit_args)
        except InvalidToken:
            self._on_unknown_token()
            raise

    async def _process(
        self,
        call: Callable[[], Coroutine[Any, Any, Answer]],
        endpoint: str,
        chat_id: object,
        rate_limit_args: str | None,
    ) -> Answer:
        if chat_id is None or not endpoint.startswith(_COUNTED):
            return await call()
        is_news = rate_limit_args == NEWS
        is_push = is_news or rate_limit_args == PUSH
        # Drawing a form again in answer to a tap is no new message to the chat.
        redraws = endpoint.startswith("edit") and not is_push
        windows = [self._overall] if redraws else [self._window(chat_id), self._overall]
        retries = 0 if is_push else ANSWER_RETRIES
        while True:
            if is_push:
                await self._free(chat_id, windows, sparing=is_news)
            else:
                await self._turn(chat_id, windows)
            try:
                return await call()
            except RetryAfter as error:
                self._hold(chat_id, errors.seconds(error))
                if retries == 0:
                    raise
                retries -= 1

    async def _turn(self, chat_id: object, windows: list[Window]) -> None:
        """Queue for an answer's slots; the one among all chats only when the chat's has come."""
        for window in windows:
            while (held := self._held_until(chat_id)) > self._clock():
                await self._sleep_until(held)
            at = max(window.free_at(), self._clock())
            window.take(at)
            await self._sleep_until(at)

    async def _free(self, chat_id: object, windows: list[Window], *, sparing: bool) -> None:
        """Wait until nobody else needs the slots that a push takes."""
        while True:
            free = (window.free_at(sparing=sparing) for window in windows)
            free_at = max(self._held_until(chat_id), *free)
            if free_at <= self._clock():
                break
            await self._sleep_until(free_at)
        for window in windows:
            window.take(self._clock())

    async def _sleep_until(self, moment: float) -> None:
        wait = moment - self._clock()
        if wait > 0:
            await asyncio.sleep(wait)

    def _window(self, chat_id: object) -> Window:
        if len(self._windows) > MOST_WINDOWS:
            now = self._clock()
            self._windows = {k: v for k, v in self._windows.items() if not v.is_idle(now)}
        window = self._windows.get(chat_id)
        if window is None:
            rate_limit = (
                self._rate_limits.group
                if str(chat_id).startswith(("-", "@"))
                else self._rate_limits.chat
            )
            window = self._windows[chat_id] = Window(rate_limit)
        return window

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
