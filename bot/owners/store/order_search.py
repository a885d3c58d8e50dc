"""Orders of every chat, for owners: by number, link or person, and those that may have failed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.paging import page_of
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.core.paging import Page
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.tables import Order
from bot.owners.rules.ids import LONGEST_ROW_ID

Which = ColumnElement[bool]
"""A condition that says which orders are meant; layers above pass it along."""

PROBLEMATIC = (OrderState.UNKNOWN, OrderState.ATTENTION, OrderState.REJECTED, OrderState.DROPPED)


def open_ones() -> Which:
    """Return whether something more is expected of an order."""
    return ~col(Order.state).in_(list(ENDED))


def by_link(key: str) -> Which:
    """Return whether an order is for a link, however it was written."""
    return col(Order.link_key) == key


def by_person(user_id: int) -> Which:
    """Return whether a person has made an order, in whichever chat."""
    return col(Order.user_id) == user_id


async def page(session: AsyncSession, which: Which, number: int, size: int) -> Page[Order]:
    """Return a page of orders, newest first."""
    query: Select[Any] = select(Order).where(which).order_by(col(Order.id).desc())
    return await page_of(session, query, number, size)


async def by_number(session: AsyncSession, typed: str, limit: int) -> Sequence[Order]:
    """Return orders by `#12`, ours, or `23501`, the panel's or ours; several where it is both."""
    digits = typed.removeprefix("#")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ROW_ID
    ours = [col(Order.id) == int(digits)] if is_number else []
    theirs = [] if typed.startswith("#") else [col(Order.provider_order_id) == typed]
    if not (ours or theirs):
        return []
    query = select(Order).where(or_(*ours, *theirs)).order_by(col(Order.id).desc())
    return (await session.execute(query.limit(limit))).scalars().all()


async def problematic(session: AsyncSession, chat_id: int, limit: int) -> Sequence[Order]:
    """Return a chat's latest orders that went wrong, or may have."""
    query = select(Order).where(col(Order.chat_id) == chat_id, col(Order.state).in_(PROBLEMATIC))
    return (
        (await session.execute(query.order_by(col(Order.id).desc()).limit(limit))).scalars().all()
    )


async def given_up(session: AsyncSession, chat_id: int) -> tuple[int, int]:
    """Count a chat's updates that could not be handled, and its pushes that were given up."""
    updates = col(InboxUpdate.lane) == chat_id, col(InboxUpdate.error).is_not(None)
    pushes = col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.dead).is_(True)
    dead_letters = select(func.count()).select_from(InboxUpdate).where(*updates)
    dead_letters = dead_letters.where(col(InboxUpdate.handled_at).is_(None))
    dead = select(func.count()).select_from(OutboxMessage).where(*pushes)
    return (
        (await session.execute(dead_letters)).scalar_one(),
        (await session.execute(dead)).scalar_one(),
    )
