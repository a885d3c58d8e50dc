"""The audit log: each change of a chat's settings gets its line in the same transaction."""

from bot.chats.rules.settings import By
from bot.chats.store import audit as store
from bot.chats.tables import AuditEntry
from bot.core.database.engine import Session
from bot.core.paging import Page


def record(session: Session, chat_id: int, change: str, words: tuple[str, str], by: By) -> None:
    """Write a change down.

    Args:
        change: what was changed, as the log calls it.
        words: what was, and what is now.
    """
    before, after = words
    entry = AuditEntry(
        chat_id=chat_id,
        at=by.now,
        user_id=by.user_id,
        user_name=by.name,
        change=change,
        before=before,
        after=after,
    )
    store.add(session, entry)


async def page(session: Session, chat_id: int, number: int, size: int) -> Page[AuditEntry]:
    """Return a page of a chat's changes, the latest first; the last one for what is behind it."""
    return await store.page(session, chat_id, number, size)
