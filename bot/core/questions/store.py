"""The queries of questions."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.questions.tables import Question

KEPT = timedelta(days=30)
"""So long a reply to a question is known as its answer."""


async def add(session: AsyncSession, question: Question) -> None:
    """Store what was asked, in place of what this person was asked here before."""
    here = col(Question.chat_id) == question.chat_id
    old = col(Question.asked_at) < question.asked_at - KEPT
    await session.execute(delete(Question).where(here, old))
    theirs = update(Question).where(here, col(Question.user_id) == question.user_id)
    await session.execute(theirs.values(is_latest=False))
    await session.merge(question)


async def find(session: AsyncSession, chat_id: int, message_id: int) -> Question | None:
    """Return what a message asks, `None` if it asks nothing."""
    return await session.get(Question, (chat_id, message_id))


async def latest(session: AsyncSession, chat_id: int, user_id: int) -> Question | None:
    """Return what a person was asked last in a chat."""
    here = col(Question.chat_id) == chat_id, col(Question.user_id) == user_id
    query = select(Question).where(*here, col(Question.is_latest).is_(True))
    return (await session.execute(query)).scalar_one_or_none()


async def close(session: AsyncSession, question: Question, update_id: int) -> None:
    """Write down by which update a question was answered, or that another thing came up."""
    found = await session.get(Question, (question.chat_id, question.message_id))
    if found is not None:
        found.closed_by = update_id


async def keep_answer(session: AsyncSession, question: Question, about: str) -> None:
    """Write down what was answered with what a question is about, until it is confirmed."""
    found = await session.get(Question, (question.chat_id, question.message_id))
    if found is not None:
        found.about = about


async def delete_about(session: AsyncSession, user_id: int) -> None:
    """Delete what a person was asked, and what was asked about them."""
    theirs = (col(Question.user_id) == user_id) | (col(Question.about) == str(user_id))
    await session.execute(delete(Question).where(theirs))


async def delete_beginning(session: AsyncSession, kinds: Collection[str], about: str) -> None:
    """Delete questions of some kinds about what begins with some words."""
    those = col(Question.kind).in_(kinds), col(Question.about).startswith(about, autoescape=True)
    await session.execute(delete(Question).where(*those))


async def delete_of_chat(session: AsyncSession, chat_id: int, at: datetime) -> None:
    """Delete what was asked in a chat until a moment."""
    here = col(Question.chat_id) == chat_id, col(Question.asked_at) <= at
    await session.execute(delete(Question).where(*here))
