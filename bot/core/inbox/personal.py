"""What is kept of people in updates that could not be handled."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.inbox import store as inbox_store
from bot.core.inbox.tables import InboxUpdate
from bot.core.personal import Declared, ErasureRequest, PersonalData, PersonalFile

_FILE = "not_handled"


async def of_person(session: AsyncSession, user_id: int) -> Sequence[InboxUpdate]:
    """Return what a person wrote and could not be handled."""
    return [row for row in await _all(session) if is_from(row.payload, user_id)]


async def erase(session: AsyncSession, person: ErasureRequest) -> None:
    """Erase what a person wrote; what others wrote about them is answered to nobody."""
    theirs = await of_person(session, person.user_id)
    await inbox_store.mark_handled(session, [row.update_id for row in theirs], person.now)
    for row in theirs:
        row.error = None  # a traceback may quote them
    for row in await _all(session):
        row.payload = _without(row.payload, person.user_id, person.pseudonym)


async def _complete(session: AsyncSession, user_id: int, found: PersonalFile) -> None:
    found[_FILE] = [row.payload for row in await of_person(session, user_id)]


async def _all(session: AsyncSession) -> Sequence[InboxUpdate]:
    dead_letters = col(InboxUpdate.error).is_not(None), col(InboxUpdate.handled_at).is_(None)
    return (await session.execute(select(InboxUpdate).where(*dead_letters))).scalars().all()


def is_from(payload: dict[str, Any], user_id: int) -> bool:
    """Return whether a person sent an update, or tapped."""
    bodies = [body for body in payload.values() if isinstance(body, dict)]
    senders = [body.get(key) for body in bodies for key in ("from", "user")]
    return any(isinstance(sender, dict) and sender.get("id") == user_id for sender in senders)


def _without(value: Any, user_id: int, pseudonym: int) -> Any:
    """Return an update in which a person, as Telegram describes them, is nobody."""
    if isinstance(value, dict):
        if value.get("id") == user_id:
            return {"id": pseudonym, "is_bot": False, "first_name": ""}
        return {key: _without(it, user_id, pseudonym) for key, it in value.items()}
    if isinstance(value, list):
        return [_without(it, user_id, pseudonym) for it in value]
    return value


PERSONAL = PersonalData(
    tables={
        InboxUpdate: Declared(
            file=_FILE,
            erased="payload",
            searched="error",
            kept={"lane": "that something came is known for two days, so it is handled once"},
            not_personal="update_id lease_holder",
        )
    },
    complete=_complete,
    erase=erase,
)
