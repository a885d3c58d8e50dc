"""An order's card, in full and as the message that follows the order."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import (
    Row,
    Screen,
    button,
    copy_buttons,
    lines,
)
from bot.orders.buttons import OrderAction, OrderArea
from bot.orders.rules.reroutes import reroute_in
from bot.orders.rules.states import AT_PANEL, WITHDRAWABLE, OrderState
from bot.orders.screens import requotes, suborders, texts, wallets
from bot.orders.screens.order_log import log_row
from bot.orders.service.order_log import ConfirmedForm, OrderCard
from bot.orders.service.settling import paid
from bot.orders.service.starts import can_be_awaited
from bot.orders.tables import Order, OrderEvent
from bot.refills.screens import refill_texts
from bot.spending.screens import approvals as approval_screens

HISTORY_SHOWN = 8
NOTIFY_START = N_("🔔 Tell me when it starts")


def card(it: OrderCard, actor: Actor, now: datetime, *, unfolded: bool = False) -> Screen:
    """Show everything about one order, with what can be done about it.

    Args:
        unfolded: in the message that is the order's own, which folds again.
    """
    t, order = actor.t, it.order
    looked, asked = order.looked_at, core_texts.moment(t, order.created_at, now)
    text = lines(
        summary(t, order),
        texts.expectation(t, it.expected),
        Markup("👤 {} · {}").format(order.user_name, asked)
        if actor.is_group
        else Markup("🕒 {}").format(asked),
        t("Checked {age}", age=core_texts.moment(t, looked, now)) if looked else None,
        t("🔌 It was ordered at another panel and is no longer followed.")
        if it.is_elsewhere
        else None,
        approval_screens.waits(it.question, t),
        requotes.note(t, order),
        *suborders.lines_of(order, it.suborders, t),
        *refill_texts.of_order(t, order.state, it.refills),
        "",
        *(
            Markup("<i>{} · {}</i>").format(
                t.datetime(event.at), t.plain(texts.STATE_LABELS[event.state])
            )
            for event in _shown(it.history)
        ),
    )
    return Screen(text, _card_rows(it, actor, unfolded=unfolded))


def _shown(history: Sequence[OrderEvent]) -> Sequence[OrderEvent]:
    """Return what is shown of an order's history; at which panel it is bought, owners know."""
    return [it for it in history if reroute_in(it.note) is None][-HISTORY_SHOWN:]


def digest(order: Order) -> str:
    """Return what stands for what the button that withdraws an order was shown with."""
    return digest_of(order.state, order.price, order.currency, order.quantity, order.link)


def head(t: Translator, order: Order) -> Markup:
    """Say which order this is, and how it stands."""
    return Markup("<b>{}</b> {}").format(texts.order_name(order), texts.state(t, order))


def summary(t: Translator, order: Order, headline: Markup | None = None) -> Markup:
    """Describe an order and how it stands.

    Args:
        headline: says that at its head where something has just happened.
    """
    number = order.provider_order_id
    price = paid(order)
    return lines(
        headline or head(t, order),
        t("Number at the panel: <code>{number}</code>", number=number) if number else None,
        None if headline else texts.refusal_of(t, order),
        None if headline else wallets.returned(t, order),
        texts.unknown_word(t, order),
        None if headline else texts.not_approved(t, order),
        "",
        Markup("<b>{}</b>").format(order.service_name),
        Markup("🔗 {}").format(link) if (link := texts.short_link(order)) else None,
        Markup("🔢 {}").format(t.number(order.quantity)),
        _started(t, order),
        texts.progress(t, order) if order.state in AT_PANEL else None,
        Markup("💰 {}").format(t.money(price.amount, price.currency)),
    )


def _started(t: Translator, order: Order) -> Markup | None:
    if order.start_count is None:
        return None
    return t("Start count: {number}", number=t.number(order.start_count))


def _card_rows(it: OrderCard, actor: Actor, *, unfolded: bool) -> list[Row]:
    t, order = actor.t, it.order
    again = [(t.plain("🔁 Order again"), OrderAction.AGAIN.value)]
    second = again if it.is_on_sale and actor.may(Permission.ORDER) else []
    awaited = can_be_awaited(order) and not it.is_elsewhere
    notify = [(t.plain(NOTIFY_START), OrderAction.NOTIFY_START.value)] if awaited else []
    rows: list[Row] = [
        [button(label, pack(OrderArea.ORDER, order.id, action)) for label, action in row]
        for row in (_changes(it, actor), notify, second)
        if row
    ]
    rows.append(copy_row(t, order))
    rows[:0] = approval_screens.rows(it.question, actor)
    if actor.may(Permission.ORDER):
        rows[:0] = requotes.rows(order, t, actor)
    (away,) = log_row(t)
    if unfolded:
        away = button(t.plain("⬅️ Back"), pack(OrderArea.ORDER, order.id, OrderAction.FOLD))
    return [row for row in (*rows, [away]) if row]


def copy_row(t: Translator, order: Order) -> Row:
    """Return the buttons that copy an order's number at the panel, and its link."""
    return copy_buttons(
        (t.plain("⧉ Copy number"), order.provider_order_id),
        (t.plain("⧉ Copy link"), order.link),
    )


def _changes(it: OrderCard, actor: Actor) -> list[tuple[str, str]]:
    """Return what can be done with an order now, and what the buttons say."""
    t, order = actor.t, it.order
    may_change = actor.may(Permission.CHANGE_ORDERS)
    refill = f"{OrderAction.REFILL}:{it.refills.number}"
    choices = (
        (
            order.state in WITHDRAWABLE and may_change,
            t.plain("↩️ Withdraw"),
            f"{OrderAction.WITHDRAW}:{digest(order)}",
        ),
        (
            order.state in AT_PANEL and not it.is_elsewhere,
            t.plain("🔄 Refresh"),
            OrderAction.REFRESH,
        ),
        (it.refills.decision.allowed and may_change, t.plain("♻️ Refill"), refill),
        (it.can_cancel and may_change, t.plain("🚫 Cancel order"), OrderAction.CANCEL),
    )
    return [(label, action) for is_offered, label, action in choices if is_offered]


def sure(t: Translator, order: Order) -> Screen:
    """Ask before a cancellation."""
    text = t("Cancel order {order} at the panel?", order=texts.order_name(order))
    yes = button(
        t.plain("🚫 Yes, cancel"),
        pack(OrderArea.ORDER, order.id, OrderAction.CANCEL_SURE),
        style="danger",
    )
    no = button(t.plain("⬅️ Back"), pack(OrderArea.ORDER, order.id, OrderAction.SHOW))
    return Screen(text, [[yes], [no]])


def after_confirm(
    it: ConfirmedForm, t: Translator, now: datetime, *, head: Markup | None = None
) -> Screen:
    """Show an order in the message that is its card: the form that it was, or the latest push.

    Why all orders wait, if they do, is the owners' business.

    Args:
        head: of a push, says what has happened.
    """
    order = it.order
    note = approval_screens.waits(it.question, t) or requotes.note(t, order)
    if order.state is OrderState.QUEUED and it.is_held:
        note = t("The panel is not taking orders at the moment. This one is kept and sent later.")
    elif order.state is OrderState.QUEUED and order.due_at > now:
        note = t("The panel can't take this order at the moment. It is kept and sent later.")
    choices = (
        (
            order.state in WITHDRAWABLE,
            t.plain("↩️ Withdraw"),
            f"{OrderAction.WITHDRAW}:{digest(order)}",
        ),
        (can_be_awaited(order), t.plain(NOTIFY_START), OrderAction.NOTIFY_START),
        (True, t.plain("🔎 Details"), OrderAction.SHOW),
        (True, t.plain("🔁 Order again"), OrderAction.AGAIN),
    )
    offered = [
        button(label, pack(OrderArea.ORDER, order.id, action))
        for is_offered, label, action in choices
        if is_offered
    ]
    rows = [offered[:-2], offered[-2:], copy_row(t, order)]
    text = lines(summary(t, order, head), texts.expectation(t, it.expected), note)
    return Screen(text, [row for row in rows if row])
