"""What owners are notified of: alerts, chats that ask for access, a low balance, the digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot.catalogue.buttons import CatalogueArea, OverrideAction
from bot.chats.buttons import ChatArea
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.outbox.alerts import Alert
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.owners.buttons import AdminAction, OwnerArea
from bot.owners.screens.balance import ask_button
from bot.panel.screens.status_lines import lasts_line
from bot.reports.rules.statistics import Outcome, Summary
from bot.reports.screens.statistics import spent

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


def alert(t: Translator, kind: Alert, values: dict[str, Any]) -> Screen:
    """Put an alert without an order's card into words."""
    if "price" in values:
        values = {**values, "price": t.money(Decimal(values["price"]), values["currency"])}
    rows: list[Row] = []
    if kind in _WAITING:
        rows = [[ask_button(t.plain("🔁 Try now"))]]
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


def low_balance(t: Translator, values: Mapping[str, Any]) -> Screen:
    """Say that the balance is below the threshold."""
    currency, days = values["currency"], values["days"]
    text = lines(
        t(
            "💸 The balance at the panel is {amount}, below {threshold}.",
            amount=t.money(Decimal(values["amount"]), currency),
            threshold=t.money(Decimal(values["threshold"]), currency),
        ),
        None if days is None else lasts_line(t, days),
    )
    return Screen(text)


def digest(t: Translator, day: Summary, balances: Sequence[Markup], until: datetime) -> Screen:
    """Sum up the last day.

    Args:
        balances: what is left at the panels.
    """
    failed = day.outcomes.get(Outcome.FAILED, 0) + day.outcomes.get(Outcome.CANCELED, 0)
    unclear = day.outcomes.get(Outcome.UNCLEAR, 0)
    text = lines(
        t("📰 <b>The last 24 hours</b> · {time}", time=t.datetime(until)),
        "",
        Markup("🧾 ") + t.plural("{number} order", "{number} orders", day.orders),
        t("💰 Spent: {amount}", amount=spent(t, day)) if day.spent else None,
        t("❌ Failed or canceled: {number}", number=failed) if failed else None,
        t("🔎 Unclear: {number}", number=unclear) if unclear else None,
        *balances,
    )
    return Screen(
        text, [[button(t.plain("🛠 Dashboard"), pack(OwnerArea.ADMIN, AdminAction.OPEN))]]
    )


def restored(t: Translator, values: Mapping[str, Any]) -> Screen:
    """Alert owners of what became of what waited in an earlier copy that was put back."""
    made_at, count = values["made_at"], values["count"]
    head = t("🛟 <b>The database is a restored copy.</b>")
    if made_at:
        moment = t.datetime(datetime.fromisoformat(made_at))
        head = t("🛟 <b>The database is a restored copy from {time}.</b>", time=moment)
    text = lines(
        head,
        t("Orders placed since then are missing: compare it with the panel's list."),
        t.plural(
            "{number} order waited then, and may have been sent since: decide in /unresolved.",
            "{number} orders waited then, and may have been sent since: decide in /unresolved.",
            count,
        )
        if count
        else None,
        t("Open forms and lists were closed, broadcasts paused. Order numbers jump ahead."),
        t(
            "💰 Wallets, vouchers and payments by hand are as they were then: do again what you "
            "have done since. What was ordered since was paid back, and shows in /admin as "
            "unexplained at the panel."
        )
        if values.get("wallets")
        else None,
    )
    return Screen(text)


def closed_by_restore(t: Translator) -> Screen:
    """Notify a chat that what was open there is closed."""
    return Screen(
        t(
            "🛟 The bot was set back to an earlier copy of its data. What was open here is "
            "closed. Orders of the last hours may be missing: ask before you order them again."
        )
    )
