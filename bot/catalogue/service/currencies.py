"""In which currencies panels charge, as it is stored."""

from bot.catalogue.rules.origins import Currencies
from bot.core.database.engine import Session
from bot.panel.service import bot_state, panel_state
from bot.pricing.service import exchange


async def read_currencies(session: Session) -> Currencies:
    """Return the currencies of the panels that are worked with, and their exchange rates."""
    states = await panel_state.within_reach(session)
    main = (await bot_state.get(session)).panel_id
    of_panel = {it.panel_id: it.currency for it in states}
    base = of_panel.get(main, "")
    rates = {}
    for currency in set(of_panel.values()) - {base, ""}:
        newest = await exchange.newest_row(session, currency, base)
        if newest is not None:
            rates[currency] = (newest.id, newest.rate)
    return Currencies(base, of_panel, rates)
