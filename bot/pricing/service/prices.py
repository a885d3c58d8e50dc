"""Prices as they are stored now."""

from bot.core.database.engine import Session
from bot.pricing.rules.prices import Buyer, Exchange, Prices
from bot.pricing.rules.selling import Selling
from bot.pricing.store import prices as store


async def read_prices(
    session: Session, selling: Selling, panel_currency: str, chat_id: int | None = None
) -> Prices:
    """Return all that makes prices.

    Args:
        panel_currency: of the costs; empty: not known yet, and nothing is sold.
        chat_id: whose prices alone are asked for, which takes less than everybody's.
    """
    base = panel_currency.upper()
    state = await store.find_state(session)
    newest = None
    if base not in {"", selling.currency}:
        newest = await store.newest_rate(session, base, selling.currency)
    if chat_id is None:
        tier_of = await store.tiers_of_chats(session)
        rules = await store.rules(session)
    else:
        tier_id = await store.tier_of(session, chat_id)
        tier_of = {chat_id: tier_id} if tier_id else {}
        rules = await store.rules_of(session, Buyer(tier_id, chat_id))
    return Prices(
        currency=selling.currency,
        panel_currency=base,
        minimum_charge=selling.minimum_charge,
        least_margin=state.least_margin,
        exchange=None if newest is None else Exchange(newest.id, newest.rate),
        rules=tuple(rules),
        tier_of=tier_of,
    )
