"""All that owners see of prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.database.engine import Session
from bot.panel.service import bot_state, panel_state
from bot.pricing.rules.prices import Prices
from bot.pricing.rules.selling import Selling
from bot.pricing.service.prices import read_prices
from bot.pricing.store import prices as store
from bot.pricing.tables import ExchangeRate, PricingState


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """What holds for prices, as it is stored.

    Attributes:
        version: of what is on sale; another one makes what was shown out of date.
        rates: exchange rates to the wallets' currency, the newest first; a few.
        tiers: names by number.
        chats: titles of the chats that have a tier or rules of their own.
    """

    prices: Prices
    version: int
    state: PricingState
    rates: Sequence[ExchangeRate]
    tiers: Mapping[int, str]
    chats: Mapping[int, str]

    @property
    def needs_rate(self) -> bool:
        """Return whether costs are in another currency than the wallets."""
        return self.prices.panel_currency != self.prices.currency


async def load(session: Session, selling: Selling) -> PriceBoard:
    """Return what holds for prices now."""
    currency = (await panel_state.main(session)).currency
    prices = await read_prices(session, selling, currency)
    return PriceBoard(
        prices=prices,
        version=(await bot_state.get(session)).catalogue_version,
        state=await store.find_state(session),
        rates=await store.newest_rates(session, prices.panel_currency, prices.currency),
        tiers={tier.id: tier.name for tier in await store.tiers(session)},
        chats=await store.titles_of_special(session),
    )
