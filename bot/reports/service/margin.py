"""What orders of some time have brought, and what they have cost."""

from datetime import UTC, tzinfo

from bot.core.database.engine import Session
from bot.reports.rules.margin import Expenses, Grouping, Margin, Margins
from bot.reports.rules.scope import Scope
from bot.reports.store import margin as store
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.service import statements


async def break_down(
    session: Session, scope: Scope, grouping: Grouping, zone: tzinfo = UTC
) -> Margins:
    """Return the margin of the orders of a scope that wallets pay.

    Args:
        zone: whose days are counted.
    """
    counted = Margins(grouping, zone)
    async for orders in store.read(session, scope):
        counted.count(orders)
    return counted


async def total(session: Session, scope: Scope) -> Margin:
    """Return the margin of all of them together."""
    return (await break_down(session, scope, Grouping.PANEL)).total


async def besides(session: Session, scope: Scope, currency: str) -> Expenses:
    """Return what was paid in the time of a scope that belongs to no order."""
    kinds = (AccountKind.GATEWAY_FEES, AccountKind.PROMO)
    fees, given = [
        await statements.spent(session, it, currency, scope.since, scope.until) for it in kinds
    ]
    return Expenses(fees, given)
