"""Taking due rows: each is worked on by one process at a time, under a lease."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.storage.leases import LEASE
from bot.storage.tables import (
    CancelRequest,
    Export,
    InboxUpdate,
    Order,
    OutboxMessage,
    Recipient,
    Refill,
)

Claimable = TypeVar("Claimable", Order, Refill, CancelRequest, OutboxMessage, Export, Recipient)

_LEASED: tuple[type[SQLModel], ...] = (
    Order,
    Refill,
    CancelRequest,
    OutboxMessage,
    InboxUpdate,
    Export,
    Recipient,
)


async def claim_due(
    session: AsyncSession,
    table: type[Claimable],
    *conditions: ColumnElement[bool],
    now: datetime,
    limit: int,
) -> Sequence[Claimable]:
    """Take up to `limit` due rows, the longest due first, and lease them.

    Rows that another process has locked are passed over (PostgreSQL; SQLite has one writer).
    """
    free = or_(col(table.lease_until).is_(None), col(table.lease_until) < now)
    query = (
        select(table)
        .where(col(table.due_at) <= now, free, *conditions)
        .order_by(col(table.due_at), col(table.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.execute(query)).scalars().all()
    for row in rows:
        row.lease_until = now + LEASE
    return rows


async def release_all(session: AsyncSession) -> None:
    """Forget every lease: nobody else works on this database (one process, just started)."""
    for table in _LEASED:
        columns: Any = table
        await session.execute(
            update(table).where(columns.lease_until.is_not(None)).values(lease_until=None)
        )
