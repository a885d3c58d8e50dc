"""The order log: a page of a chat's orders, and an order in a line."""

from datetime import datetime

from markupsafe import Markup

from bot.chats.screens.start import order_row
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import (
    Row,
    Screen,
    button,
    lines,
    page_row,
    rows_of,
    shorten,
)
from bot.orders.buttons import LogFilter, OrderAction, OrderArea
from bot.orders.mass.buttons import MassAction, MassArea
from bot.orders.rules.states import AT_PANEL
from bot.orders.screens import texts
from bot.orders.tables import Order

NAME_SHOWN = 80
FILTER_LABELS = {
    LogFilter.ALL: N_("All"),
    LogFilter.OPEN: N_("Open"),
    LogFilter.ENDED: N_("Finished"),
}
EMPTY_LABELS = {
    LogFilter.ALL: N_("Nothing here yet."),
    LogFilter.OPEN: N_("No order is open."),
    LogFilter.ENDED: N_("No order has finished yet."),
}


def log(actor: Actor, chosen: LogFilter, page: Page[Order], now: datetime) -> Screen:
    """Show a page of the orders that a person sees in a chat."""
    t, found = actor.t, page.items
    title = t("📋 <b>Orders</b> · {total}", total=t.number(page.total))
    entries = [_entry(t, order, now) for order in found]
    text = lines(title, "", *(entries or [t(EMPTY_LABELS[chosen])]))
    cards = [
        button(texts.order_name(order), pack(OrderArea.ORDER, order.id, OrderAction.SHOW))
        for order in found
    ]
    rows: list[Row] = [cards[at : at + 3] for at in range(0, len(cards), 3)]
    filters = [
        button(
            ("• " if option is chosen else "") + t.plain(label),
            pack(OrderArea.LOG, option.value, 0),
        )
        for option, label in FILTER_LABELS.items()
    ]
    mass_ids = dict.fromkeys(order.batch_id for order in found if order.batch_id is not None)
    lists = [
        button(
            t.plain("📦 Mass order {mass}", mass=texts.mass_name(mass_id)),
            pack(MassArea.MASS, mass_id, MassAction.SHOW),
        )
        for mass_id in mass_ids
    ]
    turn = page_row(t, page, lambda at: pack(OrderArea.LOG, chosen.value, at))
    order = [] if found or not actor.may(Permission.ORDER) else [order_row(t)]
    return Screen(text, [*rows, *rows_of(lists, 2), *turn, filters, *order])


def log_row(t: Translator) -> Row:
    """Return the button that shows all orders of a chat."""
    return [button(t.plain("📋 All orders"), pack(OrderArea.LOG, LogFilter.ALL.value, 0))]


def none_open(actor: Actor) -> Screen:
    """Say that no order is open, and offer what there is instead."""
    order = [order_row(actor.t)] if actor.may(Permission.ORDER) else []
    return Screen(actor.t(EMPTY_LABELS[LogFilter.OPEN]), [*order, log_row(actor.t)])


def _entry(t: Translator, order: Order, now: datetime) -> Markup:
    link, name = texts.short_link(order), shorten(order.service_name, NAME_SHOWN)
    return lines(
        Markup("<b>{}</b> {} · {}{}").format(
            texts.order_name(order),
            texts.state(t, order),
            core_texts.moment(t, order.created_at, now),
            "" if order.batch_id is None else f" · 📦 {texts.mass_name(order.batch_id)}",
        ),
        Markup("{} × {}").format(t.number(order.quantity), name),
        Markup("🔗 {}").format(link) if link else None,
        "",
    )


def line(t: Translator, order: Order, now: datetime) -> Markup:
    """Say in one line how an order stands: for /status with many numbers."""
    left = ""
    if order.remains is not None and order.state in AT_PANEL:
        left = t.plain(" · {number} left", number=t.number(max(order.remains, 0)))
    seen = (
        t.plain(" · seen {age}", age=core_texts.moment(t, order.looked_at, now))
        if order.looked_at
        else ""
    )
    number = f" ({order.provider_order_id})" if order.provider_order_id else ""
    link = texts.short_link(order)
    return Markup("<b>{}</b>{} {}{}{}{}").format(
        texts.order_name(order),
        number,
        texts.state(t, order),
        left,
        seen,
        Markup(" · {}").format(link) if link else "",
    )
