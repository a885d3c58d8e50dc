"""How it stands with a panel, a line each: its balance, whether it takes orders, its answers."""

from markupsafe import Markup

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.screen import Screen, lines
from bot.panel.rules.calls import Calls
from bot.panel.tables import Hold, PanelState

HOLD_LABELS = {
    Hold.FUNDS: N_("⛔ Orders wait: the balance at the panel is too small."),
    Hold.AUTH: N_("⛔ Orders wait: the panel refuses the key or the account."),
    Hold.DOWN: N_("⛔ Orders wait: the panel gives no usable answers."),
}


def at_panel(name: str) -> Markup | None:
    """Say which panel something is about; nothing where there is only one."""
    return Markup("🔌 {}").format(name) if name else None


def about_panel(screen: Screen, name: str) -> Screen:
    """Return a screen that says which panel it is about."""
    return Screen(lines(screen.text, at_panel(name)), screen.rows, screen.media)


def balance_line(t: Translator, state: PanelState, days_left: int | None) -> Markup:
    """Say what there is, and how long it lasts."""
    if state.balance is None:
        return t("💼 The panel has not reported the balance yet.")
    amount = t.money(state.balance, state.currency)
    return lines(
        t("💼 Balance at the panel: <b>{amount}</b>", amount=amount),
        None if days_left is None else lasts_line(t, days_left),
    )


def lasts_line(t: Translator, days: int) -> Markup:
    """Say how long the balance lasts."""
    return t.plural(
        "⏳ At the rate of the last 7 days it lasts {number} day.",
        "⏳ At the rate of the last 7 days it lasts {number} days.",
        days,
    )


def low_balance_line(t: Translator, state: PanelState) -> Markup:
    """Say below what balance owners are alerted."""
    low = state.low_balance
    if low is None:
        return t("💸 Low balance: no alert.")
    return t("💸 Low balance: below {amount}", amount=t.money(low, state.currency))


def state_line(t: Translator, state: PanelState) -> Markup:
    """Say whether the panel takes orders."""
    hold = HOLD_LABELS.get(state.hold)
    return t(hold) if hold else t("🔌 The panel takes orders.")


def calls_line(t: Translator, calls: Calls | None) -> Markup:
    """Say how the panel has answered of late; `None`: nobody has asked it."""
    if calls is None:
        return t("📡 No calls to the panel in the last few minutes.")
    return t(
        "📡 Calls in the last few minutes: {count}, errors: {errors}, usually {milliseconds} ms",
        count=calls.count,
        errors=calls.errors,
        milliseconds=calls.milliseconds,
    )
