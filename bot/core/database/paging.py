"""A page of what a query finds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select


async def page_of(
    session: AsyncSession, query: Select[Any], number: int, size: int
) -> tuple[Sequence[Any], int]:
    """Return the rows of a page, from 0, and how many there are in all."""
    count = select(func.count()).select_from(query.subquery())
    total = (await session.execute(count)).scalar_one()
    rows = await session.execute(query.offset(number * size).limit(size))
    return rows.scalars().all(), total
