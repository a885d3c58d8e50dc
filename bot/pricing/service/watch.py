"""What owners are told about prices by itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.panel.service import panel_state
from bot.pricing.rules.prices import Prices
from bot.pricing.rules.selling import Selling
from bot.pricing.store import prices as store

EXAMPLES = 5


async def record_unsold(
    session: Session, unsold: Mapping[int, str], owners: Sequence[int], now: datetime
) -> None:
    """Notify owners of services below the floor that they do not know of.

    Args:
        unsold: the names of all that are, by our numbers.
    """
    state = await store.lock_state(session)
    news = [name for key, name in unsold.items() if key not in state.unsold_told]
    state.unsold_told = sorted(unsold)
    if news:
        outbox_store.add_alert(
            session,
            owners,
            Alert.UNDER_FLOOR,
            now,
            number=len(news),
            names=news[:EXAMPLES],
        )


async def knows_all(session: Session, unsold: Collection[int]) -> bool:
    """Return whether what is below the floor is just what owners know of."""
    return (await store.find_state(session)).unsold_told == sorted(unsold)


async def is_rate_due(session: Session, selling: Selling, now: datetime) -> bool:
    """Return whether owners are to be reminded of the exchange rate: it is old, or missing."""
    base = (await panel_state.main(session)).currency.upper()
    if not base or base == selling.currency:
        return False
    state = await store.find_state(session)
    newest = await store.newest_rate(session, base, selling.currency)
    days = timedelta(days=state.rate_days)
    is_old = newest is None or now - newest.at >= days
    return is_old and (state.rate_told_at is None or now - state.rate_told_at >= days)


async def remind_of_rate(
    session: Session, selling: Selling, owners: Sequence[int], now: datetime
) -> None:
    """Remind owners of the exchange rate, if nobody else has done so meanwhile."""
    state = await store.lock_state(session)
    if not await is_rate_due(session, selling, now):
        return
    state.rate_told_at = now
    base = (await panel_state.main(session)).currency.upper()
    newest = await store.newest_rate(session, base, selling.currency)
    outbox_store.add_alert(
        session,
        owners,
        Alert.EXCHANGE_RATE,
        now,
        base=base,
        quote=selling.currency,
        rate=None if newest is None else format(newest.rate, "f"),
        set_at=None if newest is None else newest.at.isoformat(),
    )


def is_convertible(prices: Prices) -> bool:
    """Return whether costs can be converted; else nothing is sold, for another reason."""
    return prices.exchange_rate is not None
