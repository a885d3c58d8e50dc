"""A group that became a supergroup: what is kept under its old id goes to the new one, once.

Telegram gives the group a new id, and tells of that in several ways and in any order: a message in
the old chat, one in the new, an answer to whoever writes to the old. The new chat may have been
written down before, as one that nobody knows.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from bot.chats.outbox import ChatMessage
from bot.chats.rules.settings import COLUMNS
from bot.chats.store import audit
from bot.chats.store import supergroups as store
from bot.core.access.roles import ChatAccess
from bot.core.access.service import chats, migrations
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox.alerts import Alert
from bot.core.supergroups import ChatRows, Upgrade


async def greets(session: Session, chat_id: int) -> bool:
    """Return whether the bot is new in a chat that it joins; a supergroup is first joined as made.

    Telegram reports that the bot joined the supergroup, though it was in the group all along.
    """
    made = await migrations.not_joined(session, chat_id)
    if made is not None:
        made.joined = True
    return made is None


async def migrate(
    parts: Iterable[ChatRows], session: Session, old_id: int, new_id: int, now: datetime
) -> None:
    """Migrate what is kept of a group to its new id; a second time there is nothing left to do.

    The old chat's settings and rights are those of the new one, but for what people have changed
    there since, on purpose; so are limits, forms and files.

    Args:
        parts: what each feature keeps of it.
    """
    if old_id == new_id:
        return
    old = await chats.lock(session, old_id)
    await migrations.record(session, old_id, new_id, now)
    new = await chats.lock(session, new_id)  # first: nothing is changed there meanwhile
    changed = await audit.changed(session, new_id)
    if old is not None:
        await _merge(session, old, new, new_id, changed)
    upgrade = Upgrade(old_id, new_id, changed, now)
    for rows in parts:
        await store.migrate(session, rows, upgrade)
    if old is not None:
        await session.flush()
        await session.delete(old)


async def _merge(
    session: Session, old: Chat, new: Chat | None, new_id: int, changed: Collection[str]
) -> None:
    """Give the new chat's row what the old one's says, unless people have changed it since."""
    if new is None:
        values = old.model_dump(exclude={"id"}) | {"type": "supergroup", "reachable": True}
        session.add(Chat(id=new_id, **values))
    else:
        before = new.standing
        new.sqlmodel_update(_merged(old, new, changed))
        await _withdraw(session, old, new, before=before)
    await session.flush()


def _merged(old: Chat, new: Chat, changed: Collection[str]) -> dict[str, Any]:
    kept = {
        column
        for setting, columns in COLUMNS.items()
        if setting.value in changed
        for column in columns
    }
    days = [day for day in (old.seen_on, new.seen_on) if day]
    notes = dict.fromkeys(note for note in (old.note, new.note) if note)
    return old.model_dump(exclude={"id", "title", *kept}) | {
        "type": "supergroup",
        "reachable": new.reachable,
        "standing": _merged_access(old.standing, new.standing),
        "muted": old.muted or new.muted,
        "note": "\n".join(notes),
        "last_quantity": new.last_quantity or old.last_quantity,
        "created_at": min(old.created_at, new.created_at),
        "seen_on": max(days, default=None),
        "administrators_changed_at": new.administrators_changed_at,
    }


_DECIDED_FIRST = (ChatAccess.APPROVED, ChatAccess.REFUSED, ChatAccess.ASKED, ChatAccess.NEW)


def _merged_access(old: ChatAccess, new: ChatAccess) -> ChatAccess:
    """Return what holds for both: a decision before a question, and a yes before a no.

    A no to the new chat was said about one that nobody knew; a yes to it is later than any no.
    """
    return min(old, new, key=_DECIDED_FIRST.index)


async def _withdraw(session: Session, old: Chat, new: Chat, *, before: ChatAccess) -> None:
    """Take back what was asked and said about the new chat before it was known which it is."""
    void = set() if new.standing is ChatAccess.ASKED else {old.id, new.id}
    if old.standing is ChatAccess.ASKED:
        void.add(new.id)  # it is the older question that waits
    refused_wrongly = before is ChatAccess.REFUSED and new.standing is ChatAccess.APPROVED
    for row in await store.about_access(session):
        asks = row.payload.get("alert") == Alert.ACCESS_REQUESTED
        refuses = row.kind == ChatMessage.DECISION and refused_wrongly
        if (asks and row.payload["chat_id"] in void) or (refuses and row.chat_id == new.id):
            await session.delete(row)
