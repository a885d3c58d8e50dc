"""Rows that are written once, however often and by whomever at the same time."""

from importlib import import_module
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession


class InsertOnce:
    """Writes rows of a table down unless there is one with the same key already.

    One that another transaction is writing at this moment is waited for (PostgreSQL; SQLite has
    one writer), and nothing of the transaction is undone by it.

    Args:
        key: the columns of a unique constraint; `id` is the table's own number.
    """

    def __init__(self, table: Table, *key: str) -> None:
        self._table, self._key = table, key
        self._statements: dict[str, Any] = {}

    def _statement(self, dialect: str) -> Any:
        """Return the statement of a database; only the dialect in use is loaded."""
        if dialect not in self._statements:
            insert = import_module(f"sqlalchemy.dialects.{dialect}").insert(self._table)
            self._statements[dialect] = insert.on_conflict_do_nothing(
                index_elements=self._key
            ).returning(self._table.c.id)
        return self._statements[dialect]

    async def add(self, session: AsyncSession, values: dict[str, Any]) -> int | None:
        """Write a row down and return its number; `None`: it is there already."""
        statement = self._statement(session.get_bind().dialect.name)
        return (await session.execute(statement, values)).scalar_one_or_none()
