"""Forms being filled: at most one per person and chat."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.storage.tables import Draft


async def of_person(session: AsyncSession, chat_id: int, user_id: int) -> Draft | None:
    """Return the form that a person is filling in a chat."""
    query = select(Draft).where(col(Draft.chat_id) == chat_id, col(Draft.user_id) == user_id)
    return (await session.execute(query)).scalar_one_or_none()


async def get(session: AsyncSession, draft_id: int) -> Draft | None:
    """Return a form by its number."""
    return await session.get(Draft, draft_id)


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


async def save(session: AsyncSession, draft: Draft) -> bool:
    """Write a changed form back; `False` if it is gone: confirmed or left in the meantime."""
    if await session.get(Draft, draft.id, with_for_update=True) is None:
        return False
    await session.merge(draft)
    return True


async def discard(session: AsyncSession, draft: Draft) -> None:
    """Throw a form away."""
    await session.execute(delete(Draft).where(col(Draft.id) == draft.id))
