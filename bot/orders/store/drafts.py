"""Forms being filled: at most one per person and chat.

A draft that was read is no part of its session: what was changed of it is written by `save`.
Statements are built once; each update of a form executes some, and building takes as long.
"""

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.core.database.by_key import ByKey
from bot.orders.tables import Draft

_BY_KEY = ByKey(Draft)
_DRAFTS = SQLModel.metadata.tables["drafts"]
_OF_PERSON = (
    select(Draft)
    .where(col(Draft.chat_id) == bindparam("chat_id"), col(Draft.user_id) == bindparam("user_id"))
    .with_for_update()
)
_IS_IT = _DRAFTS.c.id == bindparam("draft_id")
_SAVING = update(_DRAFTS).where(_IS_IT)
_SHOWN = _SAVING.where(_DRAFTS.c.chat_id == bindparam("of_chat"))
_DISCARDING = delete(_DRAFTS).where(_IS_IT)
_LEAVING = delete(_DRAFTS).where(
    _DRAFTS.c.chat_id == bindparam("chat_id"), _DRAFTS.c.user_id == bindparam("user_id")
)


async def of_person(session: AsyncSession, chat_id: int, user_id: int) -> Draft | None:
    """Lock and return the form that a person is filling in a chat."""
    values = {"chat_id": chat_id, "user_id": user_id}
    return _read(session, (await session.execute(_OF_PERSON, values)).scalar_one_or_none())


async def get(session: AsyncSession, draft_id: int) -> Draft | None:
    """Lock and return a form by its number."""
    return _read(session, await _BY_KEY.lock(session, draft_id))


def _read(session: AsyncSession, draft: Draft | None) -> Draft | None:
    if draft is not None:
        session.expunge(draft)
    return draft


async def begin(session: AsyncSession, draft: Draft) -> Draft:
    """Store a new form in place of the person's former one."""
    owner = {"chat_id": draft.chat_id, "user_id": draft.user_id}
    await session.execute(_LEAVING, owner)
    return await _BY_KEY.add(session, draft)


async def save(session: AsyncSession, draft: Draft) -> None:
    """Store how a form is now; nothing happens if it was deleted meanwhile."""
    await session.execute(_SAVING, {"draft_id": draft.id, **_BY_KEY.values(draft)})


async def record_messages(session: AsyncSession, draft: Draft) -> None:
    """Store in which messages a form shows.

    Nothing happens to one that no longer exists, or has moved on to another chat.
    """
    row = {
        "draft_id": draft.id,
        "of_chat": draft.chat_id,
        "message_id": draft.message_id,
        "prompt_message_id": draft.prompt_message_id,
    }
    await session.execute(_SHOWN, row)


async def discard(session: AsyncSession, draft: Draft) -> None:
    """Delete a form."""
    await session.execute(_DISCARDING, {"draft_id": draft.id})
