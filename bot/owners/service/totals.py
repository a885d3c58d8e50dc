"""What was ordered and spent in some time, and how long the balance lasts at that rate."""

from datetime import UTC, datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.owners.rules.runway import RATE_OVER, days_left
from bot.owners.store import orders
from bot.panel.tables import PanelState
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.statistics import Statistics, Summary
from bot.reports.store import statistics
from bot.reports.store.statistics import Scope


async def of_scope(session: Session, scope: Scope) -> Summary:
    """Sum up orders; other work goes on meanwhile."""
    counted = Statistics(UTC)
    async for rows in statistics.read(session, scope):
        counted.count(rows)
    return counted.summary(DateRange(None, scope.until.date()), services=0)


async def balance_days(session: Session, state: PanelState, now: datetime) -> int | None:
    """Return how many days the balance lasts at the rate of the last days, if that is known."""
    if state.balance is None:
        return None
    since = now - RATE_OVER
    first = await orders.first_made_at(session, since, now)
    scope = Scope(chat_id=None, user_id=None, since=since, until=now)
    spent = (await of_scope(session, scope)).spent.get(state.currency, Decimal(0))
    return days_left(state.balance, spent, first, now)
