"""Limits on what may be spent in a chat: set, and compared with what was spent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.chats.rules.settings import By
from bot.chats.service import audit
from bot.core.access.roles import Role
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.spending.rules.limits import (
    RECURRING,
    Budget,
    Level,
    Limit,
    Period,
    began,
    binding,
    change,
)
from bot.spending.store import limits as store
from bot.spending.tables import ChatLimit

_APART = timedelta(hours=27)
"""More than lies between the same day's beginning in any two zones."""


async def set_limit(
    session: Session,
    chat_id: int,
    level: Level,
    period: Period,
    amount: Decimal | None,
    *,
    by: By,
) -> None:
    """Set a limit of a chat, or remove it; the change is written into the audit log.

    Args:
        amount: in the panel's currency; `None`: there is to be no such limit.
    """
    await chats.get_for_change(session, chat_id)
    row = await store.get(session, chat_id, level, period)
    before = "" if row is None else format(row.amount, "f")
    after = "" if amount is None else format(amount.normalize(), "f")
    if amount is not None:
        limit = ChatLimit(chat_id=chat_id, level=level, period=period, amount=amount)
        await store.put(session, limit)
    elif row is not None:
        await store.remove(session, row)
    if before != after:
        audit.record(session, chat_id, change(level, period), (before, after), by)


async def budget(session: Session, chat: Chat, now: datetime) -> Budget:
    """Return all limits of a chat, and what was spent of them."""
    return await _budget(session, chat, await store.of_chat(session, chat.id), now)


async def budget_of(session: Session, chat: Chat, role: Role, now: datetime) -> Budget:
    """Return the limits by which somebody is bound, and what was spent of them."""
    bound = binding(await store.of_chat(session, chat.id), role)
    return await _budget(session, chat, bound, now)


async def budget_for_order(session: Session, chat: Chat, role: Role, now: datetime) -> Budget:
    """As `budget_of`; nothing else is ordered in the chat until the transaction has ended.

    Without that two orders at once would each find room, and go beyond a limit together.
    """
    bound = binding(await store.of_chat(session, chat.id), role)
    if bound:
        await chats.get_for_change(session, chat.id)
        bound = binding(await store.of_chat(session, chat.id), role)
    return await _budget(session, chat, bound, now)


async def _budget(session: Session, chat: Chat, limits: Sequence[Limit], now: datetime) -> Budget:
    starts = await _starts(session, chat, limits, now)
    spent = {
        period: await store.spent_since(session, chat.id, start)
        for period, start in starts.items()
    }
    return Budget(limits, spent)


async def _starts(
    session: Session, chat: Chat, limits: Sequence[Limit], now: datetime
) -> dict[Period, datetime]:
    """Return since when is counted: of the owners' limits since midnight where the owners are.

    A group's own run in its zone. After a change of that, the day (week, month) that it was then
    still counts, until it has ended where the group was: there is no new day to be had by it.
    """
    starts: dict[Period, datetime] = {}
    for limit in limits:
        if limit.period not in RECURRING:
            continue
        if limit.level is Level.OWNER:
            start = began(limit.period, now, await store.owners_zone(session))
        else:
            start = await _groups_start(session, chat, limit.period, now)
        starts[limit.period] = min(start, starts.get(limit.period, start))
    return starts


async def _groups_start(session: Session, chat: Chat, period: Period, now: datetime) -> datetime:
    begin = began(period, now, ZoneInfo(chat.time_zone))
    starts = [begin]
    for zone, at in await store.zones_before(session, chat.id, since=begin - _APART):
        before = began(period, at, zone)
        if at >= begin or before == began(period, now, zone):
            starts.append(before)
    return min(starts)
