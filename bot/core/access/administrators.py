"""Who runs a group, as Telegram says; remembered for a minute, or until somebody is promoted."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import TelegramError

from bot.core.access.tables import Chat

KEPT_SECONDS = 60.0
TIMEOUT_SECONDS = 5.0

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Staff:
    """The administrators of a group, and those of them who are anonymous."""

    people: frozenset[int] = frozenset()
    anonymous: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Memory(Generic[Answer]):
    """What Telegram said of groups, when, and as of which change."""

    clock: Callable[[], float]
    kept: dict[int, tuple[float, datetime | None, Answer]] = field(default_factory=dict)

    async def recall(
        self, chat: Chat, ask: Callable[[], Awaitable[Answer]], otherwise: Answer
    ) -> Answer:
        changed_at = chat.administrators_changed_at
        known = self.kept.get(chat.id)
        if known and known[1] == changed_at and self.clock() - known[0] < KEPT_SECONDS:
            return known[2]
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await ask()
        except (TelegramError, TimeoutError):
            return otherwise
        self.kept[chat.id] = (self.clock(), changed_at, answer)
        return answer


class Administrators:
    """The administrators of groups and their linked channels, asked for when needed.

    A group whose administrators cannot be read has none: closed by default. A promotion that any
    process has heard of stands in the chat's row (`administrators_changed_at`), and makes all of
    them ask again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._staff: _Memory[Staff] = _Memory(clock)
        self._channels: _Memory[int | None] = _Memory(clock)

    async def of(self, bot: Bot, chat: Chat) -> Staff:
        """Return who administers a group."""

        async def ask() -> Staff:
            return _staff(await bot.get_chat_administrators(chat.id))

        return await self._staff.recall(chat, ask, Staff())

    async def linked_channel(self, bot: Bot, chat: Chat) -> int | None:
        """Return the channel that a group is the discussion of."""

        async def ask() -> int | None:
            info: ChatFullInfo = await bot.get_chat(chat.id)
            return info.linked_chat_id

        return await self._channels.recall(chat, ask, None)


def _staff(members: Iterable[ChatMember]) -> Staff:
    found = [it for it in members if isinstance(it, ChatMemberAdministrator | ChatMemberOwner)]
    return Staff(
        people=frozenset(member.user.id for member in found),
        anonymous=frozenset(member.user.id for member in found if member.is_anonymous),
    )
