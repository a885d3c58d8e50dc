"""Where a person is named in what is not theirs: looked for and taken out."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, or_, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.chats.rules.forgetting import Known
from bot.core.access.tables import Person
from bot.core.database.types import JsonColumn
from bot.core.personal import PersonalData
from bot.spending.rules.approvals import Verdict

_WITHIN_TEXTS = 20
"""So many names, the latest, are looked for within texts: each reads all of them again."""
_MOST = 3_000
"""So many more are, as a whole text or a verdict's end; a query takes at most 32,767 values."""
_SAID = frozenset({"name", "title", "words"})
"""What may name somebody in the payload of a message that waits; the rest is read by the bot."""


async def known(session: AsyncSession, parts: Iterable[PersonalData], user_id: int) -> Known:
    """Return how a person is called, and was called when something was written down."""
    queries = [query for part in parts for query in part.names(user_id)]
    found = [(await session.execute(query)).scalars().all() for query in queries]
    person = await session.get(Person, user_id)
    names = dict.fromkeys(name for names in found for name in names if name)
    return Known(user_id, tuple(names), person.username if person else "")


async def take_out(session: AsyncSession, parts: Iterable[PersonalData], person: Known) -> None:
    """Take a person out of every text that is declared to be searched.

    What is about their own orders is left: it is emptied with these, when they have ended.
    """
    for part in parts:
        for table, declared in part.tables.items():
            query = select(table)
            if declared.is_left_at_first:
                query = query.where(~part.rows(person.user_id)[table])
            for name in declared.searched.split():
                await _search(session, query, table, name, person)


async def _search(
    session: AsyncSession,
    query: SelectOfScalar[SQLModel],
    table: type[SQLModel],
    name: str,
    person: Known,
) -> None:
    for where in _conditions(table, name, person):
        for row in (await session.execute(query.where(where))).scalars():
            setattr(row, name, _without(getattr(row, name), person))


def _conditions(table: type[SQLModel], name: str, person: Known) -> Iterator[ColumnElement[bool]]:
    """Return which rows may name them, in parts; which do is seen then."""
    column = getattr(table, name)
    latest, rest = person.names[:_WITHIN_TEXTS], person.names[_WITHIN_TEXTS:][:_MOST]
    text, terms = type_coerce(column, Text), [*latest, f"by owner {person.user_id}"]
    if isinstance(column.type, JsonColumn):
        terms = [json.dumps(term, ensure_ascii=False)[1:-1] for term in terms]
    yield or_(*(text.contains(term, autoescape=True) for term in terms))
    if rest:
        verdicts = [f"{verdict.value} by {name}" for verdict in Verdict for name in rest]
        yield text.in_([*rest, *verdicts])
    if person.username:
        # Few texts have the sign; small letters are made of those alone.
        yield and_(text.contains("@"), text.icontains(person.username, autoescape=True))


def _without(value: Any, person: Known, *, is_said: bool = True) -> Any:
    if isinstance(value, dict):
        return {key: _without(it, person, is_said=key in _SAID) for key, it in value.items()}
    if isinstance(value, list):
        return [_without(it, person, is_said=is_said) for it in value]
    return person.take_out(value) if is_said and isinstance(value, str) else value
