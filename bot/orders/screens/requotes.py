"""Orders that were not sent since their service has changed: the question, with its buttons."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.names import fitting
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.buttons import OrderAction, OrderArea, Requoted
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.quotes import Quote, can_be_had
from bot.orders.rules.states import OrderState
from bot.orders.screens import quotes, texts
from bot.orders.tables import Order

ORDERS_SHOWN = 5
ORDERS_ROOM = 3500
"""Units of a text for these: a name that has changed is shown as it was, and as it is."""


def of_order(order: Order, t: Translator) -> Screen:
    """Ask whether an order may go on as it would be now."""
    name = texts.order_name(order)
    if order.state is not OrderState.REQUOTED:
        details = button(t.plain("🔎 Details"), pack(OrderArea.ORDER, order.id, OrderAction.OPEN))
        text = t("Order {order}: {state}", order=name, state=texts.state(t, order))
        return Screen(text, [[details]])
    text = lines(
        t("⚠️ <b>Order {order} was not sent</b>", order=name),
        Markup("{}").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        "",
        note(t, order),
    )
    return Screen(text, rows(order, t))


def of_list(mass: MassOrder, asked: Sequence[Order], t: Translator) -> Screen:
    """Ask whether orders of a list may go on as they would be now."""
    name = texts.mass_name(mass.id)
    if not asked:
        return Screen(t("📦 Mass order {mass}: nothing is waiting.", mass=name))
    count = t.plural("{number} order", "{number} orders", len(asked))
    had = [order for order in asked if can_be_had(order.offer)]
    kinds = (_short(t, order) for order in _of_each_kind(asked)[:ORDERS_SHOWN])
    text = lines(
        t("⚠️ <b>Orders of mass order {mass} were not sent</b>", mass=name),
        count,
        *fitting(kinds, ORDERS_ROOM),
        _total(t, had) if had else None,
    )
    return Screen(text, _rows(Requoted.MASS, mass.id, asked, t))


def rows(order: Order, t: Translator, actor: Actor | None = None) -> list[Row]:
    """Return the buttons of an order that is asked about, for its person."""
    if order.state is not OrderState.REQUOTED:
        return []
    if actor is not None and not actor.acts_for(order.user_id):
        return []
    return _rows(Requoted.ORDER, order.id, [order], t)


def note(t: Translator, order: Order) -> Markup | None:
    """Say what has changed of an order's service since it was agreed on."""
    if order.state is not OrderState.REQUOTED:
        return None
    offer = order.offer
    if not offer:
        return t("The service is no longer available.")
    now = Quote.read(offer)
    before = Quote.known(order.quote or {"type": order.service_type}, now)
    return lines(
        t("The service has changed since this was confirmed:"),
        *quotes.changes(t, before, now),
        price_change(t, order)
        if "price" in offer
        else t("It can no longer be ordered like this."),
    )


def price_change(t: Translator, order: Order) -> Markup:
    """Say what an order was to cost, and what it would cost now."""
    old, new = t.money(order.price, order.currency), _price(t, [order])
    return t("<b>Total: {old} → {new}</b>", old=old, new=new)


def digest(asked: Sequence[Order]) -> str:
    """Return what stands for all that a question shows."""
    return digest_of(
        [[order.id, order.state_at.isoformat(), order.quote, order.offer] for order in asked]
    )


def _rows(kind: Requoted, number: int, asked: Sequence[Order], t: Translator) -> list[Row]:
    def data(answer: str) -> str:
        return pack(OrderArea.REQUOTE, kind, number, digest(asked), answer)

    had = [order for order in asked if can_be_had(order.offer)]
    again = button(t.plain("🔄 Check again"), data("yes"))
    if had:
        label = t.plain("✅ Order for {price}", price=_price(t, had))
        again = button(label, data("yes"), style="success")
    return [[again], [button(t.plain("✕ Do not order"), data("no"))]]


def _price(t: Translator, had: Sequence[Order]) -> str:
    offers = [order.offer or {} for order in had]
    total = sum((Decimal(offer["price"]) for offer in offers), Decimal(0))
    return t.money(total, offers[0]["currency"])


def _total(t: Translator, had: Sequence[Order]) -> Markup:
    old = t.money(sum((order.price for order in had), Decimal(0)), had[0].currency)
    return t("<b>Total: {old} → {new}</b>", old=old, new=_price(t, had))


def _of_each_kind(asked: Sequence[Order]) -> list[Order]:
    """Return one order for each service: those of one have changed alike."""
    return list({order.service_id: order for order in reversed(asked)}.values())


def _short(t: Translator, order: Order) -> Markup:
    return lines(Markup("<b>{}</b>").format(order.service_name), note(t, order))
