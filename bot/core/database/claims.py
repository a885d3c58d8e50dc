"""Taking due rows: each is worked on by one process at a time, under a lease."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Integer, Table, bindparam, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.database.leases import LEASE


class DueRow(Protocol):
    """What a row that is worked on when it is due has."""

    id: int
    due_at: datetime
    lease_until: datetime | None
    lease_holder: str | None


Claimable = TypeVar("Claimable", bound=DueRow)


class Due(Generic[Claimable]):
    """Takes due rows of a table, the longest due first, and leases them.

    Rows that another process has locked are passed over (PostgreSQL; SQLite has one writer).
    Made once for each kind of work: to build its statement takes longer than to execute it.

    Args:
        conditions: what else is true of them; `bindparam`s in them are given to `take`.
    """

    def __init__(self, table: type[Claimable], *conditions: ColumnElement[bool]) -> None:
        now: BindParameter[datetime] = bindparam("now")
        free = or_(col(table.lease_until).is_(None), col(table.lease_until) < now)
        self._query: SelectOfScalar[Claimable] = (
            select(table)
            .where(col(table.due_at) <= now, free, *conditions)
            .order_by(col(table.due_at), col(table.id))
            .limit(bindparam("most", type_=Integer))
            .with_for_update(skip_locked=True)
        )

    async def take(
        self, session: AsyncSession, *, now: datetime, limit: int, **values: Any
    ) -> Sequence[Claimable]:
        """Take up to `limit` rows."""
        values |= {"now": now, "most": limit}
        rows = (await session.execute(self._query, values)).scalars().all()
        holder = new_holder()
        for row in rows:
            row.lease_until, row.lease_holder = now + LEASE, holder
        return rows


def new_holder() -> str:
    """Return the name of a claim, which no other has."""
    return secrets.token_hex(8)


def is_held(row: Claimable, claimed: Claimable) -> bool:
    """Return whether a row, as it is now, is still held by the claim that took `claimed`."""
    return row.lease_holder == claimed.lease_holder


async def release_all(session: AsyncSession, tables: Iterable[Table]) -> None:
    """Forget every lease: nobody else works on this database (one process, just started).

    Args:
        tables: all that there are, also those without leases.
    """
    for table in tables:
        until = table.columns.get("lease_until")
        if until is not None:
            held = update(table).where(until.is_not(None))
            await session.execute(held.values(lease_until=None))
