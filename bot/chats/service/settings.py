"""A chat's settings: each change with its line in the audit log, in one transaction."""

from collections.abc import Sequence
from enum import Enum

from bot.chats.rules.settings import COLUMNS, By, Setting
from bot.chats.service import audit
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session


async def change_setting(
    session: Session, chat_id: int, setting: Setting, *values: object, by: By
) -> Chat:
    """Set something; what is so already is no change.

    Args:
        values: one for each of the setting's columns (`COLUMNS`).
    """
    chat = await chats.lock_known(session, chat_id)
    names = COLUMNS[setting]
    before = tuple(getattr(chat, name) for name in names)
    if before != values:
        chat.sqlmodel_update(dict(zip(names, values, strict=True)))
        audit.record(session, chat_id, setting.value, (_words(before), _words(values)), by)
    return chat


def _words(values: Sequence[object]) -> str:
    """Return values as the log keeps them; a screen puts them into a language."""
    return "-".join(_word(value) for value in values if value is not None)


def _word(value: object) -> str:
    if isinstance(value, list):
        return str(len(value))
    return str(value.value if isinstance(value, Enum) else value)


async def allow_categories(
    session: Session,
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
    chat = await chats.lock_known(session, chat_id)
    before = set(every if chat.categories is None else chat.categories)
    after = before | set(ids) if on else before - set(ids)
    if after != before:
        chat.categories = None if after.issuperset(every) else sorted(after)
        words = ("", name) if on else (name, "")
        audit.record(session, chat_id, Setting.CATEGORY.value, words, by)
    return chat
