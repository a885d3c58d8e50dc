"""Where a person is named in what is not theirs: looked for and taken out."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, inspect, or_, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.domain.forgetting import Known
from bot.storage.personal import TABLES
from bot.storage.tables import (
    AuditEntry,
    CancelRequest,
    Chat,
    Draft,
    ListedPerson,
    MassOrder,
    Order,
    OrderEvent,
    Person,
    Refill,
)
from bot.storage.types import JsonColumn

_AT_ONCE = 100  # names in a query: SQLite allows no deeper ones than 1,000
_ABOUT_AN_ORDER = (OrderEvent, Refill, CancelRequest)
_SAID = frozenset({"name", "title", "words"})
"""What may name somebody in the payload of a message that waits; the rest is read by the bot."""


async def known(session: AsyncSession, user_id: int) -> Known:
    """Return how a person is called, and was called when something was written down."""
    queries = [
        select(Person.name).where(col(Person.user_id) == user_id),
        select(Chat.title).where(col(Chat.id) == user_id),
        select(ListedPerson.name).where(col(ListedPerson.user_id) == user_id),
        select(Draft.user_name).where(col(Draft.user_id) == user_id),
        select(MassOrder.user_name).where(col(MassOrder.user_id) == user_id),
        select(Order.user_name).where(col(Order.user_id) == user_id),
        select(AuditEntry.user_name).where(col(AuditEntry.user_id) == user_id),
    ]
    found = [(await session.execute(query.distinct())).scalars().all() for query in queries]
    person = await session.get(Person, user_id)
    names = {name for names in found for name in names if name}
    return Known(user_id, names, person.username if person else "")


async def take_out(session: AsyncSession, person: Known) -> None:
    """Take a person out of every text that is declared to be searched.

    What is about their own orders is left: it is emptied with these, when they have ended.
    """
    for table, declared in TABLES.items():
        query = select(table).where(*_of_others(table, person.user_id))
        for name in declared.searched.split():
            for where in _conditions(table, name, person):
                for row in (await session.execute(query.where(where))).scalars():
                    setattr(row, name, _without(getattr(row, name), person))


def _of_others(table: type[SQLModel], user_id: int) -> list[ColumnElement[bool]]:
    if table is Order:
        return [col(Order.user_id) != user_id]
    if table in _ABOUT_AN_ORDER:
        own = select(Order.id).where(col(Order.user_id) == user_id)
        return [~inspect(table).columns["order_id"].in_(own)]
    return []


def _conditions(table: type[SQLModel], name: str, person: Known) -> Iterator[ColumnElement[bool]]:
    """Return which rows may name them, in parts; which do is seen then."""
    column = getattr(table, name)
    text, terms = type_coerce(column, Text), [*person.names, f"by owner {person.user_id}"]
    if isinstance(column.type, JsonColumn):
        terms = [json.dumps(term, ensure_ascii=False)[1:-1] for term in terms]
    for at in range(0, len(terms), _AT_ONCE):
        yield or_(*(text.contains(it, autoescape=True) for it in terms[at : at + _AT_ONCE]))
    if person.username:
        # Few texts have the sign; small letters are made of those alone.
        yield and_(text.contains("@"), text.icontains(person.username, autoescape=True))


def _without(value: Any, person: Known, *, is_said: bool = True) -> Any:
    if isinstance(value, dict):
        return {key: _without(it, person, is_said=key in _SAID) for key, it in value.items()}
    if isinstance(value, list):
        return [_without(it, person, is_said=is_said) for it in value]
    return person.take_out(value) if is_said and isinstance(value, str) else value
