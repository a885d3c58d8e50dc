"""Exchange rates between any two currencies, as owners have set them."""

from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.panel.service import bot_state
from bot.pricing.rules.prices import Exchange
from bot.pricing.store import prices as store
from bot.pricing.tables import ExchangeRate


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


async def set_rate(
    session: Session, base: str, quote: str, rate: Decimal, *, by: int, now: datetime
) -> None:
    """Convert costs at an exchange rate from now on.

    Args:
        base: what is converted: a panel's currency, or Stars.
        quote: what it is converted to: the wallets' currency, or the catalogue's.
        rate: what 1 of `base` costs in `quote`.
        by: the owner's user id.
    """
    session.add(ExchangeRate(base=base.upper(), quote=quote.upper(), rate=rate, at=now, by=by))
    (await store.lock_state(session)).rate_told_at = None
    await bot_state.catalogue_changed(session)
