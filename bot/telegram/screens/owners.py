"""What only owners see: balance, orders without an answer, chats that ask to be let in."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.domain.errors import N_
from bot.domain.notices import Alert
from bot.i18n import Translator
from bot.storage.tables import Hold, Order, PanelState
from bot.telegram import texts
from bot.telegram.callback_data import Area, ShapeAction, UnresolvedAction, pack
from bot.telegram.screens.screen import Row, Screen, button, lines

NUMBER_PROMPT = "🔢 #{order_id}"
"""How the message begins that asks for the provider's number of an order."""

HOLD_LABELS = {
    Hold.FUNDS: N_("⛔ Orders wait: the balance at the provider is too small."),
    Hold.AUTH: N_("⛔ Orders wait: the provider refuses the key or the account."),
    Hold.DOWN: N_("⛔ Orders wait: the provider gives no usable answers."),
}
ALERT_TEXTS = {
    Alert.NO_FUNDS: N_(
        "💸 The balance at the provider is too small for order {order} ({price}). Orders "
        "wait, and go on by themselves when there is money again."
    ),
    Alert.KEY_REFUSED: N_(
        "🔑 The provider refuses the key or the account: {words}\n"
        "Orders wait until it is accepted."
    ),
    Alert.PANEL_DOWN: N_(
        "🔌 The provider gives no usable answers: {words}\n"
        "Orders wait, and go on by themselves when it answers again."
    ),
    Alert.PROBLEM: N_("🧯 Something could not be handled, or not be delivered. See /problems."),
    Alert.RESUMED: N_("✅ The provider takes orders again."),
    Alert.PENDING_LONG: N_("🐢 Order {order}, number {number}, has not moved for a day."),
    Alert.CATALOGUE_SHRANK: N_(
        "🗂 The provider's list has {found} services instead of {stored}. This looks like an "
        "accident: the old list is kept."
    ),
    Alert.CATALOGUE_WHOLE: N_("🗂 The provider's list is as it should be again."),
}
_WAITING = frozenset({Alert.NO_FUNDS, Alert.KEY_REFUSED, Alert.PANEL_DOWN})


def balance(state: PanelState, t: Translator, now: datetime) -> Screen:
    """Show what is known of the balance."""
    if state.balance is None or state.balance_at is None:
        return Screen(t("💼 The provider has not told the balance yet."))
    amount = t.money(state.balance, state.currency)
    hold = HOLD_LABELS.get(state.hold)
    return Screen(
        lines(
            t("💼 Balance at the provider: <b>{amount}</b>", amount=amount),
            t("Asked {age}", age=texts.moment(t, state.balance_at, now)),
            t(hold) if hold else None,
        ),
        [[_ask_balance(t.plain("🔁 Try now") if hold else t.plain("🔄 Ask again"))]],
    )


def _ask_balance(label: str) -> InlineKeyboardButton:
    return button(label, pack(Area.BALANCE))


def unresolved(order: Order, t: Translator, now: datetime, note: str = "") -> Screen:
    """Show an order whose answer was lost, with what is known of it and the three ways out."""
    before, after = order.balance_before, order.balance_after
    evidence = None
    if before is not None and after is not None:
        old, new = t.money(before, order.currency), t.money(after, order.currency)
        evidence = t("Balance before and after: {old} → {new}", old=old, new=new)
    text = lines(
        t("🔎 <b>Order {order} has no clear answer</b>", order=texts.order_name(order)),
        Markup("<b>{}</b>").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        Markup("🔢 {} · 💰 {}").format(
            t.number(order.quantity), t.money(order.price, order.currency)
        ),
        Markup("👤 {} · {}").format(order.user_name, texts.moment(t, order.created_at, now)),
        t("What is known: {words}", words=order.words) if order.words else None,
        evidence,
        Markup("⚠️ {}").format(note) if note else None,
        "",
        t("Look it up at the provider before you decide: it may have been bought."),
    )
    return Screen(text, _ways_out(order, t))


def _ways_out(order: Order, t: Translator) -> list[Row]:
    def data(action: UnresolvedAction) -> str:
        return pack(Area.UNRESOLVED, order.id, action)

    return [
        [button(t.plain("✅ It was placed, I have the number"), data(UnresolvedAction.PLACED))],
        [button(t.plain("📤 It was not: send it again"), data(UnresolvedAction.SEND_AGAIN))],
        [button(t.plain("🗑 It was not: drop it"), data(UnresolvedAction.DROP))],
    ]


def send_again_sure(order: Order, t: Translator) -> Screen:
    """Ask before an order is sent a second time."""
    text = t(
        "Send order {order} again? If the provider took it the first time, it is bought twice.",
        order=texts.order_name(order),
    )
    yes = pack(Area.UNRESOLVED, order.id, UnresolvedAction.SEND_AGAIN_SURE)
    no = pack(Area.UNRESOLVED, order.id, UnresolvedAction.SHOW)
    return Screen(
        text,
        [
            [button(t.plain("📤 Yes, send it again"), yes, style="danger")],
            [button(t.plain("⬅️ Back"), no)],
        ],
    )


def ask_number(order: Order, t: Translator) -> Markup:
    """Ask for the provider's number of an order; the answer is a reply to this."""
    head = NUMBER_PROMPT.format(order_id=order.id)
    return lines(head, t("Reply to this message with the order's number at the provider."))


def access_wanted(t: Translator, values: dict[str, Any]) -> Screen:
    """Show a chat that asks to be let in."""
    chat_id = values["chat_id"]
    who = texts.person(values["user_id"], values["name"])
    text = lines(
        t("🚪 <b>A chat asks to be let in</b>"),
        Markup("{} · <code>{}</code>").format(values["title"], chat_id),
        t("Asked by {name}", name=who),
        "",
        t("Orders made there spend your balance."),
    )
    yes = button(t.plain("✅ Approve"), pack(Area.ACCESS, chat_id, "yes"), style="success")
    no = button(t.plain("🚫 Refuse"), pack(Area.ACCESS, chat_id, "no"), style="danger")
    return Screen(text, [[yes, no]])


def alert(t: Translator, kind: Alert, values: dict[str, Any]) -> Screen:
    """Put an alert without an order's card into words."""
    if "price" in values:
        values = {**values, "price": t.money(Decimal(values["price"]), values["currency"])}
    rows: list[Row] = []
    if kind in _WAITING:
        rows = [[_ask_balance(t.plain("🔁 Try now"))]]
    elif kind is Alert.CATALOGUE_SHRANK:
        rows = [[button(t.plain("✅ The list is right"), pack(Area.SHAPE, ShapeAction.BELIEVE))]]
    return Screen(t(ALERT_TEXTS[kind], **values), rows)
