"""How long the balance lasts at the rate at which it was spent of late."""

from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.owners.rules.runway import RATE_OVER, days_left
from bot.owners.store import orders
from bot.panel.tables import PanelState
from bot.reports.rules.scope import Scope
from bot.reports.service import statistics


async def balance_days(session: Session, state: PanelState, now: datetime) -> int | None:
    """Return how many days the balance lasts at the rate of the last days, if that is known."""
    if state.balance is None:
        return None
    since = now - RATE_OVER
    first = await orders.first_made_at(session, state.panel_id, since, now)
    scope = Scope(chat_id=None, user_id=None, since=since, until=now)
    spent = await statistics.spent_at_the_panel(session, scope, state.panel_id)
    return days_left(state.balance, spent.get(state.currency, Decimal(0)), first, now)
