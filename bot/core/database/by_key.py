"""Rows by their key, for those that are read or added with nearly every update and call.

`Session.get` builds its statement anew each time, which takes longer than the rest of it; and what
is given to a session to keep an eye on costs it twice what it costs the database to write down.
"""

from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row", bound=SQLModel)


class ByKey(Generic[Row]):
    """The rows of a table with a key of one column."""

    def __init__(self, table: type[Row]) -> None:
        (key,) = inspect(table).primary_key
        self._reading: SelectOfScalar[Row] = select(table).where(key == bindparam("key"))
        locking = self._reading.with_for_update()
        self._locking = locking.execution_options(populate_existing=True)
        self._key = key.name
        self._names = tuple(it.name for it in key.table.columns if not it.primary_key)
        self._adding = insert(key.table).returning(key)

    async def find(self, session: AsyncSession, key: int) -> Row | None:
        """Return a row, `None` if there is none."""
        return (await session.execute(self._reading, {"key": key})).scalar_one_or_none()

    async def get_one(self, session: AsyncSession, key: int) -> Row:
        """Return a row, which is there.

        Raises:
            NoResultFound: it is not.
        """
        return (await session.execute(self._reading, {"key": key})).scalar_one()

    async def lock(self, session: AsyncSession, key: int) -> Row | None:
        """Lock a row and return it as it is now, `None` if there is none."""
        return (await session.execute(self._locking, {"key": key})).scalar_one_or_none()

    async def add(self, session: AsyncSession, row: Row) -> Row:
        """Write a new row down and give it its key; it is no part of the session."""
        with session.no_autoflush:  # what else has changed is written once, in the end
            key = (await session.execute(self._adding, self.values(row))).scalar_one()
        setattr(row, self._key, key)
        return row

    def values(self, row: Row) -> dict[str, Any]:
        """Return all that a row says but its key, by the names of the columns."""
        return {name: getattr(row, name) for name in self._names}
