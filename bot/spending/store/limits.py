"""Limits on what may be spent in a chat, and what was spent of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.settings import Setting
from bot.chats.store import audit
from bot.chats.tables import AuditEntry
from bot.core.access.roles import Role
from bot.core.access.store import chats
from bot.core.access.tables import Chat
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order
from bot.owners.tables import Digest
from bot.spending.rules.limits import SPANS, Budget, Level, Limit, Period, began, binding
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
)
_APART = timedelta(hours=27)
"""More than lies between the same day's beginning in any two zones."""
# Built once: every summary and every order asks for them.
_OF_CHAT = select(ChatLimit).where(col(ChatLimit.chat_id) == bindparam("chat_id"))
_COUNTED = (*_BILL, func.count().label("times"))


async def of_chat(session: AsyncSession, chat_id: int) -> Sequence[Limit]:
    """Return the limits of a chat, the group's own first, from a single order to a month."""
    rows = (await session.execute(_OF_CHAT, {"chat_id": chat_id})).scalars()
    found = [Limit(row.level, row.period, row.amount) for row in rows]
    return sorted(found, key=lambda it: (_LEVELS.index(it.level), _PERIODS.index(it.period)))


async def put(
    session: AsyncSession,
    chat_id: int,
    level: Level,
    period: Period,
    amount: Decimal | None,
    *,
    by: tuple[int, str],
    now: datetime,
) -> None:
    """Set a limit of a chat, or take it off; the change is written into the audit log.

    Args:
        amount: `None`: there is to be no such limit.
        by: the id and the name of who wants that.
    """
    await chats.get_for_change(session, chat_id)
    row = await session.get(ChatLimit, (chat_id, level, period))
    before = "" if row is None else format(row.amount, "f")
    after = "" if amount is None else format(amount.normalize(), "f")
    if row is not None and amount is None:
        await session.delete(row)
    elif amount is not None:
        limit = ChatLimit(chat_id=chat_id, level=level, period=period, amount=amount)
        await session.merge(limit)
    if before == after:
        return
    await audit.note(session, chat_id, *by, change(level, period), before, after, now)


def change(level: Level, period: Period) -> str:
    """Return what the log of changes calls the change of a limit."""
    return f"limit {level.value} {period.value}"


async def budget(session: AsyncSession, chat: Chat, now: datetime) -> Budget:
    """Return all limits of a chat, and what was spent of them."""
    return await _budget(session, chat, await of_chat(session, chat.id), now)


async def budget_of(session: AsyncSession, chat: Chat, role: Role, now: datetime) -> Budget:
    """Return the limits by which somebody is bound, and what was spent of them."""
    bound = binding(await of_chat(session, chat.id), role)
    return await _budget(session, chat, bound, now)


async def budget_for_order(session: AsyncSession, chat: Chat, role: Role, now: datetime) -> Budget:
    """As `budget_of`; nothing else is ordered in the chat until the transaction has ended.

    Without that two orders at once would each find room, and go beyond a limit together.
    """
    bound = binding(await of_chat(session, chat.id), role)
    if bound:
        await chats.get_for_change(session, chat.id)
        bound = binding(await of_chat(session, chat.id), role)
    return await _budget(session, chat, bound, now)


async def _budget(
    session: AsyncSession, chat: Chat, limits: Sequence[Limit], now: datetime
) -> Budget:
    starts = await _starts(session, chat, limits, now)
    return Budget(
        limits,
        {
            period: await _of_orders(session, chat.id, start)
            + await _still_to_be_written(session, chat.id, start)
            for period, start in starts.items()
        },
    )


async def _starts(
    session: AsyncSession, chat: Chat, limits: Sequence[Limit], now: datetime
) -> dict[Period, datetime]:
    """Return since when is counted: of the owners' limits since midnight where the owners are.

    A group's own run in its zone. After a change of that, the day (week, month) that it was then
    still counts, until it has ended where the group was: there is no new day to be had by it.
    """
    starts: dict[Period, datetime] = {}
    for limit in limits:
        if limit.period not in SPANS:
            continue
        if limit.level is Level.OWNER:
            start = began(limit.period, now, await _owners_zone(session))
        else:
            start = await _groups_start(session, chat, limit.period, now)
        starts[limit.period] = min(start, starts.get(limit.period, start))
    return starts


async def _groups_start(
    session: AsyncSession, chat: Chat, period: Period, now: datetime
) -> datetime:
    begin = began(period, now, ZoneInfo(chat.time_zone))
    starts = [begin]
    for zone, at in await _zones_before(session, chat.id, since=begin - _APART):
        before = began(period, at, zone)
        if at >= begin or before == began(period, now, zone):
            starts.append(before)
    return min(starts)


async def _owners_zone(session: AsyncSession) -> ZoneInfo:
    """Return the zone of the owners' daily digest, of the first who has one; UTC without."""
    query = select(Digest.time_zone).order_by(col(Digest.owner_id)).limit(1)
    return ZoneInfo((await session.execute(query)).scalar() or "UTC")


async def _zones_before(
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


async def _of_orders(session: AsyncSession, chat_id: int, since: datetime) -> Decimal:
    # Many orders cost the same: the database counts them, which is quick for thousands, too.
    query: Select[Any] = (
        select(*_COUNTED)
        .where(col(Order.chat_id) == chat_id, col(Order.created_at) >= since)
        .group_by(*_BILL)
    )
    rows = (await session.execute(query)).all()
    return sum((spent(row) * row.times for row in rows), Decimal(0))


async def _still_to_be_written(session: AsyncSession, chat_id: int, since: datetime) -> Decimal:
    """Return what the lines of confirmed lists cost that are no orders yet."""
    query = select(MassOrder.lines).where(
        col(MassOrder.chat_id) == chat_id,
        col(MassOrder.confirmed_at) >= since,
        col(MassOrder.lines) != [],
        ~approvals.is_held(col(MassOrder.id)),
    )
    found = (await session.execute(query)).scalars().all()
    return sum((Decimal(line["price"]) for lines in found for line in lines), Decimal(0))
