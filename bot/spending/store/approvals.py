"""What was asked about orders and lists above a limit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import col, select

from bot.core.access.tables import Chat
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order
from bot.spending.outbox import SpendingMessage
from bot.spending.rules.approvals import WAITS, Verdict
from bot.spending.tables import Approval


async def add(session: AsyncSession, approval: Approval) -> None:
    """Store what is asked, so that it has its number."""
    session.add(approval)
    await session.flush()


async def get(session: AsyncSession, approval_id: int) -> Approval:
    """Return what was asked."""
    return await session.get_one(Approval, approval_id)


async def get_for_change(session: AsyncSession, approval_id: int) -> Approval | None:
    """Lock what was asked and read it as it is now."""
    asked = await session.get(Approval, approval_id)
    if asked is not None and asked.mass_id is not None:
        # The list is locked first, as by its own buttons.
        await session.get(MassOrder, asked.mass_id, with_for_update=True, populate_existing=True)
    return await session.get(Approval, approval_id, with_for_update=True, populate_existing=True)


async def about(session: AsyncSession, approval: Approval) -> Order | MassOrder:
    """Return the order, or the list, that it is about."""
    if approval.order_id is not None:
        return await session.get_one(Order, approval.order_id)
    return await session.get_one(MassOrder, approval.mass_id)


async def of_order(session: AsyncSession, order_id: int) -> Approval | None:
    """Return what was asked about an order."""
    query = select(Approval).where(col(Approval.order_id) == order_id)
    return (await session.execute(query)).scalar()


async def of_mass(session: AsyncSession, mass_id: int) -> Approval | None:
    """Return what was asked about a list."""
    query = select(Approval).where(col(Approval.mass_id) == mass_id)
    return (await session.execute(query)).scalar()


def is_held(mass_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return, for a query, whether a list waits for an approval, or did not get it."""
    waits = or_(col(Approval.verdict).is_(None), col(Approval.verdict) != Verdict.APPROVED)
    return select(Approval.id).where(col(Approval.mass_id) == mass_id, waits).exists()


async def undecided(session: AsyncSession) -> Sequence[int]:
    """Return our numbers of all that waits for a decision."""
    query = select(Approval.id).where(col(Approval.verdict).is_(None))
    return (await session.execute(query)).scalars().all()


async def overdue(session: AsyncSession, now: datetime, limit: int) -> Sequence[int]:
    """Return our numbers of what was asked too long ago."""
    query = select(Approval.id).where(
        col(Approval.verdict).is_(None), col(Approval.created_at) < now - WAITS
    )
    return (await session.execute(query.limit(limit))).scalars().all()


async def owners_asked(session: AsyncSession, approval: Approval) -> bool:
    """Return whether an owner has the question, or will have it: not while it is kept for all."""
    if any(chat_id != approval.chat_id for chat_id, _ in approval.cards):
        return True
    query = (
        select(OutboxMessage.payload)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(
            col(OutboxMessage.kind) == SpendingMessage.APPROVAL.value,
            col(OutboxMessage.chat_id) != approval.chat_id,
            col(OutboxMessage.kept).is_(False),
            col(OutboxMessage.dead).is_(False),
            col(Chat.reachable).is_(True),
        )
    )
    return any(it["approval_id"] == approval.id for it in await session.scalars(query))
