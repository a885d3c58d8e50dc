"""Who runs a group: asked when needed, remembered, asked anew when something has changed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner, User
from telegram.error import NetworkError

from bot.core.access.administrators import KEPT_SECONDS, Administrators, Staff
from bot.core.access.tables import Chat

NOW = datetime(2026, 1, 31, tzinfo=UTC)
NO_RIGHTS: dict[str, Any] = dict.fromkeys(
    (
        "can_be_edited",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)


@dataclass
class Telegram:
    """What the two calls answer, as Telegram would, and how often they are made."""

    people: set[int]
    anonymous: int = 0
    calls: int = 0
    is_away: bool = False
    seconds: float = 0.0
    chat: Chat = field(
        default_factory=lambda: Chat(id=-5, type="group", title="T", language="en", created_at=NOW)
    )

    async def get_chat_administrators(self, chat_id: int) -> tuple[Any, ...]:
        assert chat_id == self.chat.id
        self.calls += 1
        if self.is_away:
            raise NetworkError("away")
        owner, *others = sorted(self.people)
        return (
            ChatMemberOwner(User(owner, "O", False), is_anonymous=owner == self.anonymous),
            *(
                ChatMemberAdministrator(
                    User(it, "A", False), is_anonymous=it == self.anonymous, **NO_RIGHTS
                )
                for it in others
            ),
        )


async def test_they_are_remembered_for_a_minute() -> None:
    telegram = Telegram({1, 2}, anonymous=2)
    administrators = Administrators(clock=lambda: telegram.seconds)
    bot = cast("Bot", telegram)
    expected = Staff(frozenset({1, 2}), frozenset({2}))
    assert await administrators.of(bot, telegram.chat) == expected
    telegram.people = {1, 3}
    assert await administrators.of(bot, telegram.chat) == expected
    assert telegram.calls == 1
    telegram.seconds = KEPT_SECONDS
    assert (await administrators.of(bot, telegram.chat)).people == {1, 3}


async def test_a_change_that_any_process_has_heard_of_makes_all_ask() -> None:
    telegram = Telegram({1, 2})
    bot = cast("Bot", telegram)
    here, there = (Administrators(clock=lambda: telegram.seconds) for _ in range(2))
    for administrators in (here, there):
        assert (await administrators.of(bot, telegram.chat)).people == {1, 2}
    telegram.people = {1}
    telegram.chat.administrators_changed_at = NOW + timedelta(seconds=1)
    for administrators in (here, there):
        assert (await administrators.of(bot, telegram.chat)).people == {1}
        assert (await administrators.of(bot, telegram.chat)).people == {1}
    assert telegram.calls == 4


async def test_a_group_that_cannot_be_asked_about_has_none_and_is_asked_again() -> None:
    telegram = Telegram({1}, is_away=True)
    bot = cast("Bot", telegram)
    administrators = Administrators(clock=lambda: telegram.seconds)
    assert await administrators.of(bot, telegram.chat) == Staff()
    telegram.is_away = False
    assert (await administrators.of(bot, telegram.chat)).people == {1}
