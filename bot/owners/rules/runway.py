"""How long the balance lasts at the rate at which it was spent of late."""

from datetime import datetime, timedelta
from decimal import Decimal

from bot.reports.rules.date_ranges import A_DAY

RATE_OVER = timedelta(days=7)
"""The rate is that of so long; of a shorter time where the first order is younger."""
MOST_DAYS = 9_999


def days_left(
    balance: Decimal, spent: Decimal, first: datetime | None, now: datetime
) -> int | None:
    """Return how many days the balance lasts; `None` if nothing was spent.

    Args:
        spent: in the last `RATE_OVER`.
        first: when the first order of that time was made.
    """
    if first is None or spent <= 0:
        return None
    over = min(max(now - first, A_DAY), RATE_OVER)
    a_day = spent * Decimal(A_DAY.total_seconds()) / Decimal(over.total_seconds())
    return min(int(max(balance, Decimal(0)) / a_day), MOST_DAYS)
