"""What an order costs where the panel does not say how much of it has come: owners decide."""

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.buttons import ChargeAction, OrderArea
from bot.orders.rules.costs import expected
from bot.orders.rules.final_price import OpenRuns
from bot.orders.screens import texts
from bot.orders.tables import Order
from bot.wallet.rules.units import from_units


def ask(order: Order, runs: OpenRuns | None, t: Translator) -> Screen:
    """Ask what an order costs that has ended without a word of how much has come.

    Args:
        runs: of a drip-feed, which have not ended; `None`: that is not why.
    """
    text = lines(
        t("⚖️ <b>What does order {order} cost?</b>", order=texts.order_name(order)),
        Markup("<b>{}</b>").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        t("{state}, {number} ordered", state=_state(t, order), number=t.number(order.quantity)),
        t("Charged so far: {amount}", amount=_money(t, order, order.booked)),
        t("The panel does not say how much was delivered. Check there before you decide.")
        if runs is None
        else _runs(order, runs, t),
    )
    return Screen(text, _choices(order, runs, t))


def _runs(order: Order, runs: OpenRuns, t: Translator) -> Markup:
    return lines(
        t(
            "Runs that are still open at the panel: {open} of {begun}",
            open=t.number(runs.still_open),
            begun=t.number(runs.begun),
        ),
        t(
            "Delivered so far: {came} of {number}",
            came=t.number(runs.came),
            number=t.number(order.quantity),
        ),
        t(
            "Once all runs have ended, what they did not deliver is given back by itself. Check "
            "at the panel whether they still do something."
        ),
    )


def _choices(order: Order, runs: OpenRuns | None, t: Translator) -> list[Row]:
    choices = [
        (t.plain("🔢 Enter what was delivered"), ChargeAction.DELIVERED),
        (t.plain("✅ Charge all of it"), ChargeAction.ALL),
        (t.plain("↩️ Charge nothing"), ChargeAction.NOTHING),
    ]
    if runs is not None:
        so_far = t.plain("📦 Charge what was delivered so far")
        choices[:0] = [(so_far, ChargeAction.SO_FAR)]
        choices.append((t.plain("⏳ Wait"), ChargeAction.WAIT))
    return [
        [button(label, pack(OrderArea.CHARGE, order.id, action, shown_at(order, runs)))]
        for label, action in choices
    ]


def shown_at(order: Order, runs: OpenRuns | None) -> str:
    """Return what binds a button to this end of an order, and to what is charged for it."""
    came = "" if runs is None else f"-{runs.came}"
    return f"{round(order.state_at.timestamp())}-{order.booked}{came}"


def waits(order: Order, t: Translator) -> Screen:
    """Say that what an order costs is left to its runs."""
    return Screen(
        t(
            "⏳ Order {order} waits for its runs. If some are still open in a week, you are asked "
            "again.",
            order=texts.order_name(order),
        )
    )


def ask_delivered(order: Order, t: Translator) -> Markup:
    """Ask how much of an order was delivered."""
    return t(
        "How many of {number} were delivered for order {order}? Send the number.",
        number=t.number(order.quantity),
        order=texts.order_name(order),
    )


def decided(order: Order, t: Translator) -> Screen:
    """Say what an order costs as an owner has decided."""
    amount = _money(t, order, order.booked)
    return Screen(
        t("⚖️ Order {order} costs {amount}.", order=texts.order_name(order), amount=amount)
    )


def sold_at_a_loss(order: Order, t: Translator) -> Screen:
    """Notify an owner that the panel charges more for an order than a customer has paid."""
    charge, currency = order.charge or expected(order).amount, order.cost_currency
    return Screen(
        t(
            "📉 Order {order} was sold at a loss: the panel charged {charge}, the customer paid "
            "{price}. The price stays as agreed; check the prices of this service.",
            order=texts.order_name(order),
            charge=t.money(charge, currency),
            price=_money(t, order, order.booked),
        )
    )


def written_off(order: Order, units: int, t: Translator) -> Screen:
    """Notify an owner of what a customer does not pay though it was delivered."""
    return Screen(
        t(
            "🕳 {amount} of order {order} was written off: the panel delivered after the money was "
            "back in the wallet, and it was not charged again.",
            order=texts.order_name(order),
            amount=_money(t, order, units),
        )
    )


def _state(t: Translator, order: Order) -> str:
    return t.plain(texts.STATE_LABELS[order.state])


def _money(t: Translator, order: Order, units: int) -> str:
    return t.money(from_units(units), order.currency)
