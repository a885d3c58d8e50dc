"""Who administers a group, as Telegram says; remembered for a minute."""

import asyncio
import time
from collections.abc import Callable

from telegram import Bot
from telegram.error import TelegramError

KEPT_SECONDS = 60.0
TIMEOUT_SECONDS = 5.0


class Administrators:
    """The administrators of groups, asked for when needed.

    A group whose administrators cannot be read has none: closed by default.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[int, tuple[float, frozenset[int]]] = {}

    async def has(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        """Tell whether a person administers a group; the group itself does (anonymous ones)."""
        if user_id == chat_id:
            return True
        return user_id in await self._of(bot, chat_id)

    def forget(self, chat_id: int) -> None:
        """Ask again next time: Telegram says that something changed."""
        self._known.pop(chat_id, None)

    async def _of(self, bot: Bot, chat_id: int) -> frozenset[int]:
        read_at, people = self._known.get(chat_id, (float("-inf"), frozenset()))
        if self._clock() - read_at < KEPT_SECONDS:
            return people
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                members = await bot.get_chat_administrators(chat_id)
        except (TelegramError, TimeoutError):
            return frozenset()
        people = frozenset(member.user.id for member in members)
        self._known[chat_id] = (self._clock(), people)
        return people
