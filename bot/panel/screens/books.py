"""The account at the panel: what owners are asked about it, and how its balance is explained."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.money import rounded
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.panel.buttons import PanelArea
from bot.panel.rules.entries import LEAST, EntryKind
from bot.panel.service.books import Deposit
from bot.panel.tables import PanelBooks, PanelEntry

_SIGNS = {
    EntryKind.ASKED: "❓",
    EntryKind.DEPOSIT: "✅",
    EntryKind.DECLINED: "❔",
}


def ask(t: Translator, it: PanelEntry) -> Screen:
    """Ask whether an owner has added money."""
    text = t(
        "💼 The balance at the panel has risen by {amount}, and no order explains it. Did you "
        "add {amount}?",
        amount=t.money(rounded(it.amount), it.currency),
    )
    yes = button(t.plain("✅ Yes, a deposit"), pack(PanelArea.DEPOSIT, it.id, 1), style="success")
    no = button(t.plain("🚫 No"), pack(PanelArea.DEPOSIT, it.id, 0))
    return Screen(text, [[yes, no]])


def card(t: Translator, it: Deposit) -> Screen:
    """Show money that came, to be answered for, or to change the answer."""
    return ask(t, it.entry) if it.latest.kind is EntryKind.ASKED else answered(t, it)


def answered(t: Translator, it: Deposit) -> Screen:
    """Say what an owner has answered, and offer to change it."""
    amount = t.money(rounded(it.entry.amount), it.entry.currency)
    if it.latest.kind is EntryKind.DEPOSIT:
        text = t("✅ {amount} at the panel is a deposit.", amount=amount)
        label, is_deposit = t.plain("🚫 No, it was no deposit"), 0
    else:
        text = t("❔ {amount} at the panel stays unexplained.", amount=amount)
        label, is_deposit = t.plain("✅ It was a deposit"), 1
    came = t("🕒 Came: {time}", time=t.datetime(it.entry.at))
    change = button(label, pack(PanelArea.DEPOSIT, it.entry.id, is_deposit, it.latest.id))
    return Screen(lines(text, came), [[change], _all_row(t, it.entry.panel_id)])


def _all_row(t: Translator, panel_id: int) -> Row:
    return [button(t.plain("💼 Deposits"), pack(PanelArea.DEPOSITS, 0, panel_id))]


def deposits(t: Translator, found: Sequence[Deposit]) -> Screen:
    """List what owners were asked about; each can be opened."""
    if not found:
        return Screen(t("No deposit at the panel has been noticed yet."))
    rows = [[button(_label(t, it), pack(PanelArea.DEPOSITS, it.entry.id))] for it in found]
    text = lines(
        t("💼 <b>Deposits at the panel</b>"),
        t("What has come without an order, and what you have said of it. Tap one to change it."),
    )
    return Screen(text, rows)


def _label(t: Translator, it: Deposit) -> str:
    sign = _SIGNS[it.latest.kind]
    amount = t.money(rounded(it.entry.amount), it.entry.currency)
    return f"{sign} {amount} · {t.datetime(it.entry.at)}"


def unexplained(t: Translator, it: PanelBooks | None) -> Markup | None:
    """Say what of the balance nothing explains, if there is something."""
    if it is None or it.since is None:
        return None
    return t(
        "❔ Unexplained at the panel: <b>{amount}</b>, since {time}",
        amount=t.money(rounded(it.unexplained), it.currency),
        time=t.datetime(it.since),
    )


def lines_of(t: Translator, it: PanelBooks | None) -> list[Markup | None]:
    """Say how the balance comes about."""
    if it is None:
        return []
    amounts = (it.opening, it.deposits, it.charged)
    opening, deposits, charged = (t.money(rounded(value), it.currency) for value in amounts)
    explained = (
        t("✅ The balance agrees with the orders.") if abs(it.unexplained) < LEAST else None
    )
    return [
        t("Opening balance: {amount} ({time})", amount=opening, time=t.datetime(it.opened_at)),
        t("+ deposits: {amount}", amount=deposits),
        t("− charged for orders: {amount}", amount=charged),
        unexplained(t, it) or explained,
    ]
