"""The balance at the panel, or at each of several."""

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardButton

from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.owners.buttons import OwnerArea
from bot.panel.screens.cards import overall
from bot.panel.screens.status_lines import HOLD_LABELS
from bot.panel.service.overview import Listed
from bot.panel.tables import PanelState


def balances(panels: Sequence[Listed], t: Translator, now: datetime) -> Screen:
    """Show what is known of the balance, of each of several panels in short."""
    if len(panels) == 1:
        return balance(panels[0].state, t, now)
    held = any(it.state.hold for it in panels)
    ask = ask_button(t.plain("🔁 Try now") if held else t.plain("🔄 Ask again"))
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
        [[ask_button(t.plain("🔁 Try now") if hold else t.plain("🔄 Ask again"))]],
    )


def ask_button(label: str) -> InlineKeyboardButton:
    """Return the button that asks for it now."""
    return button(label, pack(OwnerArea.BALANCE))
