"""Exchange rates between any two currencies, as owners have set them."""

from decimal import Decimal

from bot.core.database.engine import Session
from bot.pricing.rules.prices import Exchange
from bot.pricing.store import prices as store


async def newest(session: Session, base: str, quote: str) -> Decimal | None:
    """Return what 1 of a currency costs in another; `None`: nobody has said."""
    if base == quote:
        return Decimal(1)
    found = await newest_row(session, base, quote)
    return None if found is None else found.rate


async def newest_row(session: Session, base: str, quote: str) -> Exchange | None:
    """Return what 1 of a currency costs in another one, with the number of that rate."""
    found = await store.newest_rate(session, base.upper(), quote.upper())
    return None if found is None else Exchange(found.id, found.rate)
