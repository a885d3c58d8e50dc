"""The chats and people that owners look through: by activity, or by what they are called."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat, Person
from bot.core.database.paging import page_of
from bot.core.paging import Page
from bot.orders.tables import Order
from bot.owners.rules.ids import id_in


def _called(column: Any, words: str) -> ColumnElement[bool]:
    """Return whether a name holds some words, in whatever letters."""
    return func.lower(column).contains(words.lower(), autoescape=True)


async def chats(
    session: AsyncSession, *, words: str = "", number: int = 0, size: int
) -> Page[Chat]:
    """Return a page of chats, those seen last first.

    Args:
        words: in the title, or the id; empty: every chat.
    """
    query: Select[Any] = select(Chat)
    if words:
        by_id = col(Chat.id) == id_in(words)
        query = query.where(or_(by_id, _called(Chat.title, words)))
    latest = query.order_by(
        col(Chat.seen_on).desc().nulls_last(), col(Chat.created_at).desc(), col(Chat.id)
    )
    return await page_of(session, latest, number, size)


async def people(
    session: AsyncSession, *, words: str = "", number: int = 0, size: int
) -> Page[Person]:
    """Return a page of people, those seen last first.

    Args:
        words: in the name, the @username, or the id; empty: everybody.
    """
    query: Select[Any] = select(Person)
    if words.startswith("@"):
        query = query.where(col(Person.username) == words[1:].lower())
    elif words:
        by_id = col(Person.user_id) == id_in(words)
        names = _called(Person.name, words), _called(Person.username, words)
        query = query.where(or_(by_id, *names))
    latest = query.order_by(
        col(Person.seen_on).desc(), col(Person.first_seen_at).desc(), col(Person.user_id)
    )
    return await page_of(session, latest, number, size)


async def chats_of(session: AsyncSession, user_id: int, limit: int) -> Sequence[Chat]:
    """Return the chats in which a person has ordered, and their private one."""
    ordered = select(Order.chat_id).where(col(Order.user_id) == user_id)
    found = select(Chat).where(or_(col(Chat.id) == user_id, col(Chat.id).in_(ordered)))
    rows = await session.execute(found.order_by(col(Chat.id).desc()).limit(limit))
    return rows.scalars().all()


async def person(session: AsyncSession, user_id: int) -> Person | None:
    """Return a person, `None` if the bot does not know them."""
    return await session.get(Person, user_id)


async def lock_person(session: AsyncSession, user_id: int) -> Person | None:
    """Lock a person's row and return it, `None` if the bot does not know them."""
    return await session.get(Person, user_id, with_for_update=True)
