"""The chats and people that owners look through: by activity, or by what they are called."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats as stored_chats
from bot.core.access.tables import Chat, Person
from bot.core.database.paging import page_of
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order

CLOSED_FORM = {"view": "closed_form"}
LONGEST_ID = 15
"""Digits; Telegram's ids have at most 52 bits."""


def number_in(text: str) -> int | None:
    """Return the id that a text is, of a person or a chat; a group's is below zero."""
    digits = text.removeprefix("-")
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID
    return int(text) if is_id else None


def _called(column: Any, words: str) -> ColumnElement[bool]:
    """Return whether a name holds some words, in whatever letters."""
    return func.lower(column).contains(words.lower(), autoescape=True)


async def chats(
    session: AsyncSession, *, words: str = "", number: int = 0, size: int
) -> tuple[Sequence[Chat], int]:
    """Return a page of chats, those seen last first, and how many there are in all.

    Args:
        words: in the title, or the id; empty: every chat.
    """
    query: Select[Any] = select(Chat)
    if words:
        by_id = col(Chat.id) == number_in(words)
        query = query.where(or_(by_id, _called(Chat.title, words)))
    latest = query.order_by(
        col(Chat.seen_on).desc().nulls_last(), col(Chat.created_at).desc(), col(Chat.id)
    )
    return await page_of(session, latest, number, size)


async def people(
    session: AsyncSession, *, words: str = "", number: int = 0, size: int
) -> tuple[Sequence[Person], int]:
    """Return a page of people, those seen last first, and how many there are in all.

    Args:
        words: in the name, the @username, or the id; empty: everybody.
    """
    query: Select[Any] = select(Person)
    if words.startswith("@"):
        query = query.where(col(Person.username) == words[1:].lower())
    elif words:
        by_id = col(Person.user_id) == number_in(words)
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


async def decide(
    session: AsyncSession, chat_id: int, standing: ChatAccess, now: datetime
) -> Chat | None:
    """Let a chat in or put it out, and tell it; `None` if it is gone."""
    chat = await stored_chats.get_for_change(session, chat_id)
    if chat is not None and chat.standing is not standing:
        chat.standing = standing
        payload = {"approved": standing is ChatAccess.APPROVED}
        outbox_store.add(session, chat.id, OutboxKind.DECISION, payload, now)
    return chat


async def answer(
    session: AsyncSession, chat_id: int, standing: ChatAccess, now: datetime
) -> tuple[Chat | None, bool]:
    """Decide about a chat that asks to be let in; `False`: it does not ask (any more).

    An older question says nothing about what was decided since.
    """
    chat = await stored_chats.get_for_change(session, chat_id)
    if chat is None or chat.standing is not ChatAccess.ASKED:
        return chat, False
    return await decide(session, chat.id, standing, now), True


async def block(
    session: AsyncSession, user_id: int, now: datetime, *, blocked: bool
) -> Person | None:
    """Block a person everywhere, or not any more; `None` if nobody is called so.

    Their forms are closed; what they have confirmed goes on.
    """
    person = await session.get(Person, user_id, with_for_update=True)
    if person is None or person.blocked is blocked:
        return person
    person.blocked = blocked
    if blocked:
        await _close_forms(session, user_id, now)
    return person


async def _close_forms(session: AsyncSession, user_id: int, now: datetime) -> None:
    is_own = col(Draft.user_id) == user_id
    lists = col(MassOrder.user_id) == user_id, col(MassOrder.confirmed_at).is_(None)
    shown: list[Draft | MassOrder] = [
        *(await session.execute(select(Draft).where(is_own))).scalars(),
        *(await session.execute(select(MassOrder).where(*lists))).scalars(),
    ]
    for form in shown:
        if form.message_id is not None:
            payload = {"message_id": form.message_id, "view": CLOSED_FORM}
            outbox_store.add(session, form.chat_id, OutboxKind.VIEW, payload, now)
    await session.execute(delete(Draft).where(is_own))
    await session.execute(delete(MassOrder).where(*lists))
