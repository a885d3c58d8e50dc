"""At which panel an order was bought, and why there: for owners alone."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.catalogue.rules.sources import Unfit
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.screen import Screen, lines
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.tables import Order
from bot.owners.service.order_panels import OrderPanels, Rerouted

_REASONS: Mapping[str, str] = {
    Unfit.GONE: N_("The panel is paused or no longer sells it."),
    Unfit.CHANGED: N_("The panel sells something else under its number."),
    Unfit.REFUSED: N_("The panel has refused it."),
    Unfit.HELD: N_("The panel is not taking orders for it right now."),
    Unfit.STALE: N_("The panel's list was last read more than a day ago."),
    Unfit.LIMITS: N_("The order does not fit its limits."),
    Unfit.FUNDS: N_("There is not enough money at the panel."),
    Unfit.DEARER: N_("The price does not cover its cost."),
    "": N_("The other panel is tried first."),
}
_SENT = frozenset({OrderState.SUBMITTING, OrderState.UNKNOWN, OrderState.REJECTED})


def with_panels(t: Translator, card: Screen, order: Order, it: OrderPanels | None) -> Screen:
    """Return an order's card with its panel, and with how it came there."""
    if it is None:
        return card
    reroutes = [_reroute(t, rerouted) for rerouted in it.reroutes]
    return Screen(lines(card.text, "", _panel(t, order, it), *reroutes), card.rows)


def _panel(t: Translator, order: Order, it: OrderPanels) -> Markup | None:
    named = {"panel": it.panel, "number": it.number}
    if order.state in AT_PANEL:
        return t("🔌 Bought at: {panel}, service {number}", **named)
    if order.state in _SENT:
        return t("🔌 Sent to: {panel}, service {number}", **named)
    if order.state is OrderState.QUEUED:
        return t("🔌 Goes to: {panel}, service {number}", **named)
    return None


def _reroute(t: Translator, it: Rerouted) -> Markup:
    return t(
        "↪️ {time}: from {before} to {after}. {why}",
        time=t.datetime(it.at),
        before=it.before,
        after=it.after,
        why=t(_REASONS[it.why]) if it.why in _REASONS else t.own_words(it.why),
    )
