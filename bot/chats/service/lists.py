"""Who may order where a list says so; each change has its line in the audit log."""

from collections.abc import Sequence

from bot.chats.rules.settings import By, Setting
from bot.chats.service import audit
from bot.chats.store import lists as store
from bot.core.access.service import chats
from bot.core.access.tables import ListedPerson
from bot.core.database.engine import Session


async def customers(session: Session, chat_id: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return who has ordered in a group and is not on its list, the latest first."""
    return await store.customers(session, chat_id, limit)


async def allow(session: Session, chat_id: int, user_id: int, name: str, *, by: By) -> None:
    """Put a person on a group's list; already there is fine."""
    await chats.lock_known(session, chat_id)
    known = await chats.listed_person(session, chat_id, user_id)
    if known is not None:
        known.name = name
        return
    session.add(ListedPerson(chat_id=chat_id, user_id=user_id, name=name, added_at=by.now))
    audit.record(session, chat_id, Setting.LISTED.value, ("", name), by)


async def deny(session: Session, chat_id: int, user_id: int, *, by: By) -> bool:
    """Take a person off a group's list; `False` if they were not on it."""
    await chats.lock_known(session, chat_id)
    person = await chats.listed_person(session, chat_id, user_id)
    if person is None:
        return False
    await session.delete(person)
    audit.record(session, chat_id, Setting.LISTED.value, (person.name, ""), by)
    return True
