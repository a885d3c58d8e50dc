"""What owners see of the panels that are worked with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.service import giving_up
from bot.panel.service import books, bot_state, connecting, panel_state
from bot.panel.store import panels as store
from bot.panel.tables import BotState, Panel, PanelBooks, PanelState
from bot.pricing.service import exchange

_UNCLEAR = (OrderState.SUBMITTING, OrderState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Listed:
    """A panel, as a list of them shows it.

    Attributes:
        is_of_settings: the settings name it.
        is_asked_about: owners are asked whether it is still the same account.
        services: that it offers, so many are on sale unless it is paused or owners hide them.
        base: the catalogue's currency; empty: not known yet.
        rate: what 1 of the panel's currency costs in it; `None`: nobody has said.
    """

    panel: Panel
    state: PanelState
    is_of_settings: bool
    is_asked_about: bool
    services: int
    base: str
    rate: Decimal | None

    @property
    def needs_rate(self) -> bool:
        """Return whether its currency is another than the catalogue's."""
        return bool(self.state.currency and self.base) and self.state.currency != self.base


@dataclass(frozen=True, slots=True)
class Detailed:
    """A panel, as its card shows it.

    Attributes:
        waiting: orders that have not been sent.
        open: orders that the panel has not ended.
        unclear: orders of which nobody knows whether it has taken them.
        books: what explains the balance; `None`: it was never compared.
    """

    listed: Listed
    waiting: int
    open: int
    unclear: int
    books: PanelBooks | None


async def every(session: Session) -> Sequence[Listed]:
    """Return the panels that are worked with, the first one first."""
    bot = await bot_state.get(session)
    base = (await panel_state.get(session, bot.panel_id)).currency
    return [await _listed(session, it, bot, base) for it in await connecting.every(session)]


async def names(session: Session) -> dict[int, str]:
    """Return what panels are called, by their numbers; nothing where there is only one."""
    found = await connecting.every(session)
    return {it.id: it.called for it in found} if len(found) > 1 else {}


async def names_ever(session: Session) -> dict[int, str]:
    """Return what panels are called that are worked with, or were; nothing for a single one."""
    found = {it.id: it.called for it in await store.every(session)}
    return found if len(found) > 1 else {}


async def name_among(session: Session, panel_id: int | None) -> str:
    """Return what a panel is called; empty where there is only one, or it is none of them."""
    return (await names(session)).get(panel_id or 0, "")


async def find(session: Session, panel_id: int) -> Detailed | None:
    """Return a panel that is worked with; `None`: it no longer is."""
    panel = await connecting.find(session, panel_id)
    if panel is None:
        return None
    bot = await bot_state.get(session)
    base = (await panel_state.get(session, bot.panel_id)).currency
    return Detailed(
        listed=await _listed(session, panel, bot, base),
        waiting=await store.count_orders(session, panel_id, giving_up.NOT_SENT),
        open=await store.count_orders(session, panel_id, TRACKED),
        unclear=await store.count_orders(session, panel_id, _UNCLEAR),
        books=await books.find(session, panel_id),
    )


async def _listed(session: Session, panel: Panel, bot: BotState, base: str) -> Listed:
    is_of_settings = bot.panel_id == panel.id
    state = await panel_state.get(session, panel.id)
    return Listed(
        panel=panel,
        state=state,
        is_of_settings=is_of_settings,
        is_asked_about=is_of_settings and bot.asked_panel_id is not None,
        services=await store.count_services(session, panel.id),
        base=base,
        rate=await exchange.newest(session, state.currency, base),
    )
