"""A person's rows, for the file of /privacy."""

from typing import Any

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, select


async def dumped(
    session: AsyncSession, table: type[SQLModel], condition: ColumnElement[bool], without: set[str]
) -> list[dict[str, Any]]:
    """Return rows of a table in their order, without some of their columns."""
    query = select(table).where(condition).order_by(*inspect(table).primary_key)
    rows = (await session.execute(query)).scalars()
    return [row.model_dump(mode="json", exclude=without) for row in rows]
