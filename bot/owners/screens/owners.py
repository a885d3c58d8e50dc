"""What only owners see: the balance, alerts, chats that ask to be let in."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.buttons import CatalogueArea, OverrideAction
from bot.chats.buttons import ChatArea
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.outbox.alerts import Alert
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.owners.buttons import AdminAction, OwnerArea
from bot.panel.screens.cards import overall
from bot.panel.screens.status_lines import HOLD_LABELS
from bot.panel.service.overview import Listed
from bot.panel.tables import PanelState

ALERT_TEXTS = {
    Alert.NO_FUNDS: N_(
        "💸 The balance at the panel is too small for order {order} ({price}). Orders "
        "wait, and go on by themselves when there is money again."
    ),
    Alert.KEY_REFUSED: N_(
        "🔑 The panel refuses the key or the account: {words}\nOrders wait until it is accepted."
    ),
    Alert.PANEL_DOWN: N_(
        "🔌 The panel gives no usable answers: {words}\n"
        "Orders wait, and go on by themselves when it answers again."
    ),
    Alert.ORDER_WAITS: N_(
        "⏳ The panel does not take order {order} ({price}): {words}\n"
        "It is tried again for some hours. Other orders go on."
    ),
    Alert.SERVICE_REFUSED: N_(
        "🚧 The panel takes no orders for {service}: {words}\n"
        "They wait for a while or are refused. Other orders go on."
    ),
    Alert.PROBLEM: N_("🧯 Something could not be processed or delivered. See /problems."),
    Alert.RESUMED: N_("✅ The panel takes orders again."),
    Alert.PENDING_LONG: N_("🐢 Order {order}, number {number}, has not moved for a day."),
    Alert.UNANSWERED: N_(
        "🔇 The panel has not said for a day how order {order}, number {number}, stands. Look "
        "there. Orders of which it says nothing: {count}"
    ),
    Alert.LATE_ANSWER: N_(
        "⏰ The answer for order {order} came late: it was placed, as number {number}. The bot "
        "follows it from now on."
    ),
    Alert.MAYBE_TWICE: N_(
        "⏰ An answer for order {order} came late: it was placed, as number {number}. But it has "
        "been sent again since: check at the panel whether it was bought twice."
    ),
    Alert.TWO_NUMBERS: N_(
        "🚨 Order {order} was bought twice, as numbers {first} and {second}. The bot follows "
        "{first}; cancel {second} at the panel if you can."
    ),
    Alert.CATALOGUE_SHRANK: N_(
        "🗂 The panel's list has {found} services instead of {stored}. This looks like an "
        "accident: the old list is kept."
    ),
    Alert.CATALOGUE_CHEAP: N_(
        "🗂 In the panel's list, {found} of {stored} services cost a tenth of before, or less. "
        "This looks like an accident: the old list is kept."
    ),
    Alert.CATALOGUE_OLD: N_(
        "🗂 The panel's list could not be read for a day. Prices may have changed there. The last "
        "error: {words}"
    ),
    Alert.SERVICES_SKIPPED: N_(
        "⚠️ {skipped} services of the panel's list cannot be read, and are not on sale. "
        "For example:"
    ),
    Alert.CATALOGUE_WHOLE: N_("🗂 The panel's list is back to normal."),
}
_WAITING = frozenset({Alert.NO_FUNDS, Alert.KEY_REFUSED, Alert.PANEL_DOWN})


def balances(panels: Sequence[Listed], t: Translator, now: datetime) -> Screen:
    """Show what is known of the balance, of each of several panels in short."""
    if len(panels) == 1:
        return balance(panels[0].state, t, now)
    held = any(it.state.hold for it in panels)
    ask = _ask_balance(t.plain("🔁 Try now") if held else t.plain("🔄 Ask again"))
    return Screen(lines(*overall(t, panels, now)), [[ask]])


def balance(state: PanelState, t: Translator, now: datetime) -> Screen:
    """Show what is known of the balance."""
    if state.balance is None or state.balance_at is None:
        return Screen(t("💼 The panel has not reported the balance yet."))
    amount = t.money(state.balance, state.currency)
    hold = HOLD_LABELS.get(state.hold)
    return Screen(
        lines(
            t("💼 Balance at the panel: <b>{amount}</b>", amount=amount),
            t("Asked {age}", age=texts.moment(t, state.balance_at, now)),
            t(hold) if hold else None,
        ),
        [[_ask_balance(t.plain("🔁 Try now") if hold else t.plain("🔄 Ask again"))]],
    )


def _ask_balance(label: str) -> InlineKeyboardButton:
    return button(label, pack(OwnerArea.BALANCE))


def access_requested(t: Translator, values: dict[str, Any]) -> Screen:
    """Show a chat that asks to be let in."""
    chat_id = values["chat_id"]
    who = texts.person(values["user_id"], values["name"])
    text = lines(
        t("🚪 <b>A chat asks for access</b>"),
        Markup("{} · <code>{}</code>").format(values["title"], chat_id),
        t("Asked by {name}", name=who),
        "",
        t("Orders made there spend your balance."),
    )
    yes = button(t.plain("✅ Approve"), pack(ChatArea.ACCESS, chat_id, "yes"), style="success")
    no = button(t.plain("🚫 Refuse"), pack(ChatArea.ACCESS, chat_id, "no"), style="danger")
    return Screen(text, [[yes, no]])


def alert(t: Translator, kind: Alert, values: dict[str, Any]) -> Screen:
    """Put an alert without an order's card into words."""
    if "price" in values:
        values = {**values, "price": t.money(Decimal(values["price"]), values["currency"])}
    rows: list[Row] = []
    if kind in _WAITING:
        rows = [[_ask_balance(t.plain("🔁 Try now"))]]
    elif kind in {Alert.CATALOGUE_SHRANK, Alert.CATALOGUE_CHEAP}:
        rows = [
            [
                button(
                    t.plain("✅ The list is right"),
                    pack(
                        CatalogueArea.OVERRIDE, OverrideAction.BELIEVE, values.get("panel_id", "")
                    ),
                )
            ]
        ]
    examples = [Markup("· <code>{}</code>").format(it) for it in values.pop("examples", ())]
    if kind is Alert.PROBLEM:
        rows = [[button(t.plain("🧯 Problems"), pack(OwnerArea.ADMIN, AdminAction.PROBLEMS))]]
    return Screen(lines(t(ALERT_TEXTS[kind], **values), *examples), rows)
