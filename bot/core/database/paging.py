"""A page of what a query finds."""

from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.core.paging import Page, page_at, page_count


async def page_of(session: AsyncSession, query: Select[Any], number: int, size: int) -> Page[Any]:
    """Return a page of the rows that a query finds.

    Args:
        number: from 0; one past the end gives the last page, one below zero the first.
    """
    counting = select(func.count()).select_from(query.order_by(None).subquery())
    total = (await session.execute(counting)).scalar_one()
    number = page_at(number, total, size)
    rows = await session.execute(query.offset(number * size).limit(size))
    return Page(rows.scalars().all(), number, page_count(total, size), total)
