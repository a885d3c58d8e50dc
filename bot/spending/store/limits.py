"""Limits on what may be spent in a chat, and what was spent there since some moment."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.settings import Setting
from bot.chats.tables import AuditEntry
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order
from bot.owners.tables import Digest
from bot.spending.rules.limits import Level, Limit, Period
from bot.spending.rules.spending import spent
from bot.spending.store import approvals
from bot.spending.tables import ChatLimit

_LEVELS, _PERIODS = list(Level), list(Period)
_BILL: tuple[Any, ...] = (
    Order.state,
    Order.price,
    Order.charge,
    Order.quantity,
    Order.remains,
    Order.wallet_id,
    Order.booked,
)
# Built once: every summary and every order asks for them.
_OF_CHAT = select(ChatLimit).where(col(ChatLimit.chat_id) == bindparam("chat_id"))
_COUNTED = (*_BILL, func.count().label("times"))


async def of_chat(session: AsyncSession, chat_id: int) -> Sequence[Limit]:
    """Return the limits of a chat, the group's own first, from a single order to a month."""
    rows = (await session.execute(_OF_CHAT, {"chat_id": chat_id})).scalars()
    found = [Limit(row.level, row.period, row.amount) for row in rows]
    return sorted(found, key=lambda it: (_LEVELS.index(it.level), _PERIODS.index(it.period)))


async def get(
    session: AsyncSession, chat_id: int, level: Level, period: Period
) -> ChatLimit | None:
    """Return a limit of a chat."""
    return await session.get(ChatLimit, (chat_id, level, period))


async def put(session: AsyncSession, limit: ChatLimit) -> None:
    """Store a limit in place of the former one."""
    await session.merge(limit)


async def remove(session: AsyncSession, limit: ChatLimit) -> None:
    """Delete a limit."""
    await session.delete(limit)


async def owners_zone(session: AsyncSession) -> ZoneInfo:
    """Return the zone of the owners' daily digest, of the first who has one; UTC without."""
    query = select(Digest.time_zone).order_by(col(Digest.owner_id)).limit(1)
    return ZoneInfo((await session.execute(query)).scalar() or "UTC")


async def zones_before(
    session: AsyncSession, chat_id: int, since: datetime
) -> Sequence[tuple[ZoneInfo, datetime]]:
    """Return the zones that a chat was in, each with the moment when it was changed."""
    query = select(AuditEntry.before, AuditEntry.at).where(
        col(AuditEntry.chat_id) == chat_id,
        col(AuditEntry.change) == Setting.TIME_ZONE.value,
        col(AuditEntry.at) >= since,
    )
    rows = (await session.execute(query)).all()
    return [(ZoneInfo(before), at) for before, at in rows if before]


async def spent_since(session: AsyncSession, chat_id: int, since: datetime) -> Decimal:
    """Return what was spent in a chat: on orders, and on confirmed lists' lines to come."""
    return await _on_orders(session, chat_id, since) + await _on_lines(session, chat_id, since)


async def _on_orders(session: AsyncSession, chat_id: int, since: datetime) -> Decimal:
    # Many orders cost the same: the database counts them, which is quick for thousands, too.
    query: Select[Any] = (
        select(*_COUNTED)
        .where(col(Order.chat_id) == chat_id, col(Order.created_at) >= since)
        .group_by(*_BILL)
    )
    rows = (await session.execute(query)).all()
    return sum((spent(row) * row.times for row in rows), Decimal(0))


async def _on_lines(session: AsyncSession, chat_id: int, since: datetime) -> Decimal:
    """Return what the lines of confirmed lists cost that are no orders yet."""
    query = select(MassOrder.lines).where(
        col(MassOrder.chat_id) == chat_id,
        col(MassOrder.confirmed_at) >= since,
        col(MassOrder.lines) != [],
        ~approvals.is_held(col(MassOrder.id)),
    )
    found = (await session.execute(query)).scalars().all()
    return sum((Decimal(line["price"]) for lines in found for line in lines), Decimal(0))
