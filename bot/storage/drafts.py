"""Forms being filled: at most one per person and chat."""

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.storage.tables import Draft

# Built once: they are asked for nearly every update, and building one takes as long as asking.
_BY_ID = select(Draft).where(col(Draft.id) == bindparam("draft_id")).with_for_update()
_OF_PERSON = (
    select(Draft)
    .where(col(Draft.chat_id) == bindparam("chat_id"), col(Draft.user_id) == bindparam("user_id"))
    .with_for_update()
)

_DISCARDING = delete(Draft.__table__).where(  # type: ignore[attr-defined]  # SQLModel's
    col(Draft.id) == bindparam("draft_id")
)
_NOTING = (
    update(Draft.__table__)  # type: ignore[attr-defined]  # SQLModel's
    .where(col(Draft.id) == bindparam("draft_id"))
    .values(message_id=bindparam("shown_in"), prompt_message_id=bindparam("asked_in"))
)


async def of_person(session: AsyncSession, chat_id: int, user_id: int) -> Draft | None:
    """Lock and return the form that a person is filling in a chat."""
    values = {"chat_id": chat_id, "user_id": user_id}
    return (await session.execute(_OF_PERSON, values)).scalar_one_or_none()


async def get(session: AsyncSession, draft_id: int) -> Draft | None:
    """Lock and return a form by its number."""
    return (await session.execute(_BY_ID, {"draft_id": draft_id})).scalar_one_or_none()


async def begin(session: AsyncSession, draft: Draft) -> Draft:
    """Store a new form in place of the person's former one."""
    await session.execute(
        delete(Draft).where(
            col(Draft.chat_id) == draft.chat_id, col(Draft.user_id) == draft.user_id
        )
    )
    session.add(draft)
    await session.flush()
    return draft


async def note_messages(session: AsyncSession, draft: Draft) -> None:
    """Write down in which messages a form shows; nothing happens if it is gone meanwhile."""
    values = {
        "draft_id": draft.id,
        "shown_in": draft.message_id,
        "asked_in": draft.prompt_message_id,
    }
    await session.execute(_NOTING, values)


async def discard(session: AsyncSession, draft: Draft) -> None:
    """Throw a form away."""
    if draft in session:
        session.expunge(draft)  # what was changed of it is not to be written any more
    await session.execute(_DISCARDING, {"draft_id": draft.id})
