"""What was ordered and spent in some time, and how long the balance lasts at that rate."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.orders.tables import Order
from bot.owners.rules.runway import RATE_OVER, days_left
from bot.panel.tables import PanelState
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.statistics import Statistics, Summary
from bot.reports.store import statistics
from bot.reports.store.statistics import Scope


async def summed(session: AsyncSession, scope: Scope) -> Summary:
    """Sum up orders; other work goes on meanwhile."""
    counted = Statistics(UTC)
    async for rows in statistics.read(session, scope):
        counted.count(rows)
    return counted.summary(DateRange(None, scope.until.date()), services=0)


async def lasts(session: AsyncSession, state: PanelState, now: datetime) -> int | None:
    """Return how many days the balance lasts at the rate of the last days, if that is known."""
    if state.balance is None:
        return None
    scope = Scope(chat_id=None, user_id=None, since=now - RATE_OVER, until=now)
    query = select(func.min(Order.created_at)).where(*scope.conditions())
    first = (await session.execute(query)).scalar_one()
    spent = (await summed(session, scope)).spent.get(state.currency, Decimal(0))
    return days_left(state.balance, spent, first, now)
