"""Orders of some time, counted and summed up; other work goes on meanwhile."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, tzinfo
from decimal import Decimal

from bot.core.database.engine import Session
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.scope import Scope
from bot.reports.rules.statistics import Statistics, Summary
from bot.reports.store import statistics as store
from bot.spending.rules.spending import spent_at_panel


async def has_orders(session: Session, scope: Scope) -> bool:
    """Return whether there is anything to count."""
    return await store.count(session, scope) > 0


async def summarise(
    session: Session, scope: Scope, date_range: DateRange, zone: tzinfo = UTC, *, services: int
) -> Summary:
    """Return the statistics of orders.

    Args:
        zone: whose days are counted.
        services: how many are named, those with the most orders.
    """
    counted = Statistics(zone)
    async for orders in store.read(session, scope):
        counted.count(orders)
    return counted.summary(date_range, services=services)


async def total(session: Session, scope: Scope) -> Summary:
    """Return the statistics of orders without their days and services."""
    return await summarise(session, scope, DateRange(None, scope.until.date()), services=0)


async def spent_at_the_panel(
    session: Session, scope: Scope, panel_id: int
) -> Mapping[str, Decimal]:
    """Return what orders take from the balance at a panel, by currency."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    async for orders in store.read(session, scope, store.COSTED):
        for order in orders:
            if order.panel_id == panel_id:
                taken = spent_at_panel(order)
                found[taken.currency] += taken.amount
    return found
