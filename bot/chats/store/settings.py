"""A chat's settings: each change with its line in the audit log, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chats.rules.settings import Setting
from bot.chats.store import audit
from bot.core.access.tables import Chat, ListedPerson

COLUMNS: dict[Setting, tuple[str, ...]] = {
    Setting.POLICY: ("policy",),
    Setting.PAUSED: ("paused",),
    Setting.ANNOUNCEMENTS: ("announcements",),
    Setting.TOLD: ("told",),
    Setting.TOPIC: ("topic_id",),
    Setting.QUIET: ("quiet_from", "quiet_until"),
    Setting.LANGUAGE: ("language",),
    Setting.TIME_ZONE: ("time_zone",),
    Setting.CATEGORIES: ("categories",),
    Setting.CATEGORY: ("categories",),
}
"""Where each is kept."""


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when."""

    user_id: int
    name: str
    now: datetime


async def lock(session: AsyncSession, chat_id: int) -> Chat:
    """Lock a chat that is known, and read it as it is now."""
    return await session.get_one(Chat, chat_id, with_for_update=True, populate_existing=True)


async def put(
    session: AsyncSession, chat_id: int, setting: Setting, *values: object, by: By
) -> Chat:
    """Set something; what is so already is no change."""
    chat = await lock(session, chat_id)
    names = COLUMNS[setting]
    before = tuple(getattr(chat, name) for name in names)
    if before != values:
        chat.sqlmodel_update(dict(zip(names, values, strict=True)))
        await _note(session, chat_id, setting, (_words(before), _words(values)), by)
    return chat


def _words(values: Sequence[object]) -> str:
    """Return values as the log keeps them; a screen puts them into a language."""
    return "-".join(_word(value) for value in values if value is not None)


def _word(value: object) -> str:
    if isinstance(value, list):
        return str(len(value))
    return str(value.value if isinstance(value, Enum) else value)


async def allow_categories(
    session: AsyncSession,
    chat_id: int,
    ids: Sequence[int],
    *,
    on: bool,
    name: str,
    every: Sequence[int],
    by: By,
) -> Chat:
    """Let a chat order from some categories, or no more.

    Args:
        name: what the log calls them.
        every: all that are on sale; to be allowed all of them is to be allowed what comes, too.
    """
    chat = await lock(session, chat_id)
    before = set(every if chat.categories is None else chat.categories)
    after = before | set(ids) if on else before - set(ids)
    if after != before:
        chat.categories = None if after.issuperset(every) else sorted(after)
        words = ("", name) if on else (name, "")
        await _note(session, chat_id, Setting.CATEGORY, words, by)
    return chat


async def put_on_list(
    session: AsyncSession, chat_id: int, user_id: int, name: str, *, by: By
) -> None:
    """Put a person on a group's list; already there is fine."""
    await lock(session, chat_id)
    known = await session.get(ListedPerson, (chat_id, user_id))
    if known is not None:
        known.name = name
        return
    session.add(ListedPerson(chat_id=chat_id, user_id=user_id, name=name, added_at=by.now))
    await _note(session, chat_id, Setting.LISTED, ("", name), by)


async def take_off_list(session: AsyncSession, chat_id: int, user_id: int, *, by: By) -> bool:
    """Take a person off a group's list; `False` if they were not on it."""
    await lock(session, chat_id)
    person = await session.get(ListedPerson, (chat_id, user_id))
    if person is None:
        return False
    await session.delete(person)
    await _note(session, chat_id, Setting.LISTED, (person.name, ""), by)
    return True


async def _note(
    session: AsyncSession, chat_id: int, setting: Setting, words: tuple[str, str], by: By
) -> None:
    """Write down what was and what is now."""
    await audit.note(session, chat_id, by.user_id, by.name, setting.value, *words, by.now)
