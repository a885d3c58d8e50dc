"""The rows of the panel's status words that nobody knew."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.states import AT_PANEL
from bot.orders.tables import Order
from bot.panel.rules.statuses import RefillState, WordKind, spelling
from bot.panel.tables import StatusWord
from bot.refills.tables import Refill

_RUNNING = (RefillState.PENDING, RefillState.IN_PROGRESS)


async def get(session: AsyncSession, word_id: int) -> StatusWord | None:
    """Return a word."""
    return await session.get(StatusWord, word_id)


async def lock(session: AsyncSession, word_id: int) -> StatusWord | None:
    """Lock a word and return it."""
    return await session.get(StatusWord, word_id, with_for_update=True)


async def every(session: AsyncSession) -> Sequence[StatusWord]:
    """Return all words, in the order in which they were first seen."""
    found = await session.execute(select(StatusWord).order_by(col(StatusWord.id)))
    return found.scalars().all()


async def count(session: AsyncSession) -> int:
    """Return how many words there are, of all kinds."""
    found = await session.execute(select(func.count()).select_from(StatusWord))
    return found.scalar_one()


async def meanings(session: AsyncSession, kind: WordKind) -> Mapping[str, str | None]:
    """Return what the words mean, by their spelling; `None` where nobody has said."""
    query = select(StatusWord.word, StatusWord.meaning).where(StatusWord.kind == kind)
    return {it.word: it.meaning for it in await session.execute(query)}


async def add(session: AsyncSession, word: StatusWord) -> None:
    """Write a word down, and give it its number."""
    session.add(word)
    await session.flush()


async def clear(session: AsyncSession) -> None:
    """Delete all words."""
    await session.execute(delete(StatusWord))


async def check_refills(session: AsyncSession, now: datetime) -> None:
    """Have the panel asked about every running refill now."""
    running = col(Refill.state).in_(_RUNNING)
    await session.execute(update(Refill).where(running).values(due_at=now))


async def check_orders(session: AsyncSession, word: str, now: datetime) -> None:
    """Have the panel asked now about the orders of which it last said `word`."""
    said = select(Order.provider_word).where(col(Order.state).in_(AT_PANEL)).distinct()
    spellings = [it for it in (await session.execute(said)).scalars() if spelling(it) == word]
    theirs = (col(Order.state).in_(AT_PANEL), col(Order.provider_word).in_(spellings))
    await session.execute(update(Order).where(*theirs).values(look_at=now))
