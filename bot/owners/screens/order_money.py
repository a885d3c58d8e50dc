"""The money of an order that a wallet pays, for owners alone."""

from decimal import Decimal

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.screen import Screen, lines
from bot.orders.rules.costs import cost_of, expected
from bot.orders.rules.states import AT_PANEL
from bot.orders.tables import Order
from bot.pricing.tables import PriceRule
from bot.reports.rules.margin import Margin
from bot.reports.screens.margin import left
from bot.wallet.rules.units import from_units
from bot.wallet.tables import Account


def with_money(
    t: Translator, card: Screen, order: Order, wallet: Account | None, rule: PriceRule | None
) -> Screen:
    """Return an order's card with what it cost, what was paid, and how the price came about.

    Args:
        rule: that made the price; `None`: none did, or it was removed.
    """
    if wallet is None:
        return card
    return Screen(lines(card.text, "", *_lines(t, order, wallet, rule)), card.rows)


def _lines(
    t: Translator, order: Order, wallet: Account, rule: PriceRule | None
) -> list[Markup | None]:
    paid, margin = from_units(order.booked), Margin().plus(order)
    is_own = wallet.chat_id != order.chat_id
    amounts = {
        "price": t.money(order.price, order.currency),
        "paid": t.money(paid, order.currency),
    }
    return [
        t("👛 From the person's own wallet: {paid} of {price}", **amounts)
        if is_own
        else t("👛 From this chat's wallet: {paid} of {price}", **amounts),
        _cost(t, order),
        t("📈 Margin: {amount}", amount=left(t, margin, order.currency))
        if order.state in AT_PANEL
        else None,
        _rule(t, order, rule),
        _exchange(t, order),
    ]


def _cost(t: Translator, order: Order) -> Markup:
    is_known = order.state in AT_PANEL
    cost = cost_of(order) if is_known else expected(order)
    amount = t.money(cost.amount, cost.currency)
    if is_known and order.charge is not None:
        return t("🧾 Cost, as the panel says: {amount}", amount=amount)
    return t("🧾 Expected cost: {amount}", amount=amount)


def _rule(t: Translator, order: Order, rule: PriceRule | None) -> Markup | None:
    if order.price_rule_id is None:
        return t("🏷 No price rule")
    if rule is None:
        return t("🏷 Price rule {number}, removed since", number=order.price_rule_id)
    made = t.percent(rule.percent)
    if rule.fixed:
        made += f" + {t.money(rule.fixed, order.currency)}"
    return t("🏷 Price rule {number}: now {markup}", number=rule.id, markup=made)


def _exchange(t: Translator, order: Order) -> Markup | None:
    rate = order.exchange_rate
    if rate is None or order.cost_currency == order.currency:
        return None
    one = t.money(Decimal(1), order.cost_currency)
    return t("💱 {one} = {amount}", one=one, amount=t.money(rate, order.currency))
