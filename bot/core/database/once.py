"""Rows that are written once, however often and by whomever at the same time."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


class InsertOnce:
    """Writes rows of a table down unless there is one with the same key already.

    One that another transaction is writing at this moment is waited for (PostgreSQL; SQLite has
    one writer), and nothing of the transaction is undone by it.

    Args:
        key: the columns of a unique constraint; `id` is the table's own number.
    """

    def __init__(self, table: Table, *key: str) -> None:
        self._statements = {
            dialect.__name__.rpartition(".")[2]: dialect.insert(table)
            .on_conflict_do_nothing(index_elements=key)
            .returning(table.c.id)
            for dialect in (sqlite, postgresql)
        }

    async def add(self, session: AsyncSession, values: dict[str, Any]) -> int | None:
        """Write a row down and return its number; `None`: it is there already."""
        statement = self._statements[session.get_bind().dialect.name]
        return (await session.execute(statement, values)).scalar_one_or_none()
