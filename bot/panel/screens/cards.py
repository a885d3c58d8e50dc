"""The panels that are worked with: a list, a card of each, and what is asked before one goes."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.owners.buttons import AdminAction, OwnerArea
from bot.panel.buttons import PanelArea, PanelQuestion, PanelsAction
from bot.panel.rules.calls import combined, recent
from bot.panel.screens import books as book_screens
from bot.panel.screens.status_lines import (
    balance_line,
    calls_line,
    low_balance_line,
    state_line,
)
from bot.panel.service.overview import Detailed, Listed
from bot.panel.tables import Hold, PanelStatus

ERROR_SHOWN = 200
BUTTONS_A_ROW = 2
_NO_NAME = N_("A panel")
_ACCOUNT = N_("🔑 Key or address")
_STATUS_LABELS = {
    PanelStatus.PAUSED: N_("⏸ Paused: nothing is ordered there, open orders are followed."),
    PanelStatus.REMOVED: N_("🗑 Removed: its open orders are followed to their end."),
}


def tap(action: PanelsAction, panel_id: int = 0, *about: object) -> str:
    """Return the data of a button of these pages."""
    return pack(PanelArea.PANELS, action, panel_id, *about)


def name_of(t: Translator, it: Listed) -> str:
    """Return what a panel is called; one that was never reached may have no name."""
    return it.panel.called or t.plain(_NO_NAME)


def overall(t: Translator, found: Sequence[Listed], now: datetime) -> list[Markup]:
    """Say in short how each of several panels stands."""
    return [line for it in found for line in _entry(t, it, now)]


def listing(t: Translator, found: Sequence[Listed], now: datetime) -> Screen:
    """List the panels, with how each stands."""
    text = lines(
        t("🔌 <b>Panels</b> · {number}", number=len(found)),
        *(lines("", *_entry(t, it, now)) for it in found),
    )
    opened = [[button(name_of(t, it), tap(PanelsAction.CARD, it.panel.id))] for it in found]
    home = button(t.plain("⬅️ Dashboard"), pack(OwnerArea.ADMIN, AdminAction.HOME))
    add = button(t.plain("+ Add a panel"), tap(PanelsAction.ASK, 0, PanelQuestion.ADDRESS))
    return Screen(text, [*opened, [add], [home]])


def _entry(t: Translator, it: Listed, now: datetime) -> list[Markup]:
    balance, synced_at = it.state.balance, it.state.synced_at
    facts = [t.plain("🗂 Services: {number}", number=it.services)]
    if balance is not None:
        facts.insert(0, f"💼 {t.money(balance, it.state.currency)}")
    if synced_at is not None:
        facts.append(t.plain("read {age}", age=texts.moment(t, synced_at, now)))
    return [
        Markup("<b>{}</b>").format(name_of(t, it)),
        _state(t, it),
        Markup(" · ").join(facts),
    ]


def _state(t: Translator, it: Listed) -> Markup:
    """Say whether a panel takes orders, and what it waits for if it does not."""
    if it.panel.is_unreadable:
        return t("🔑 Its key cannot be read: SECRET_KEY is missing, or another.")
    if it.panel.status in _STATUS_LABELS:
        return t(_STATUS_LABELS[it.panel.status])
    if it.is_asked_about:
        return t("⛔ Orders wait: say whether it is still the same account.")
    if it.state.hold is Hold.NONE and it.needs_rate and it.rate is None:
        return t("🚫 Not sold: there is no exchange rate.")
    return state_line(t, it.state)


def card(t: Translator, it: Detailed, now: datetime, days_left: int | None) -> Screen:
    """Show what is known of a panel, and what can be done with it.

    Args:
        days_left: how long its balance lasts; `None`: nobody knows.
    """
    text = lines(
        Markup("🔌 <b>{}</b>").format(name_of(t, it.listed)),
        _host(it.listed),
        _state(t, it.listed),
        "",
        *_money(t, it, now, days_left),
        "",
        *_work(t, it, now),
        t(
            "<i>Its address, key and peculiarities are in the settings: the variables that "
            "begin with PROVIDER_ in .env.</i>"
        )
        if it.listed.is_of_settings
        else None,
    )
    return Screen(text, _rows(t, it))


def _host(it: Listed) -> Markup | None:
    return Markup("{}").format(it.panel.host) if it.panel.name else None


def _money(
    t: Translator, it: Detailed, now: datetime, days_left: int | None
) -> list[Markup | None]:
    state = it.listed.state
    asked = state.balance_at
    return [
        balance_line(t, state, days_left),
        t("Asked {age}", age=texts.moment(t, asked, now)) if asked else None,
        *book_screens.lines_of(t, it.books),
        low_balance_line(t, state),
        _rate(t, it),
    ]


def _rate(t: Translator, it: Detailed) -> Markup | None:
    if not it.listed.needs_rate:
        return None
    own, base, rate = it.listed.state.currency, it.listed.base, it.listed.rate
    if rate is None:
        return t(
            "⚠️ There is no exchange rate from {base} to {currency}. Its services are not on "
            "sale until you set one.",
            base=own,
            currency=base,
        )
    return t("💱 1 {base} = {rate}", base=own, rate=t.money(rate, base))


def _work(t: Translator, it: Detailed, now: datetime) -> list[Markup | None]:
    state = it.listed.state
    calls = combined(recent(state.calls, now).values())
    synced = texts.moment(t, state.synced_at, now) if state.synced_at else ""
    return [
        t("🚀 Open orders: {number}", number=it.open),
        t("⏳ Not sent yet: {number}", number=it.waiting) if it.waiting else None,
        t("🔎 Unclear: {number}", number=it.unclear) if it.unclear else None,
        t("🗂 Services: {number}, read {age}", number=it.listed.services, age=synced)
        if synced
        else t("🗂 Services: {number}", number=it.listed.services),
        t("Orders in a row without a usable answer: {number}", number=state.failures)
        if state.failures
        else None,
        calls_line(t, calls),
        t("The latest error: {words}", words=t.own_words(calls.error)[:ERROR_SHOWN])
        if calls and calls.error
        else None,
    ]


def _rows(t: Translator, it: Detailed) -> list[Row]:
    panel, state = it.listed.panel, it.listed.state
    buttons = [
        button(
            t.plain("🔁 Try now") if state.hold else t.plain("🔄 Ask again"),
            tap(PanelsAction.ASK_BALANCE, panel.id),
        )
    ]
    if it.books:
        buttons.append(button(t.plain("💼 Deposits"), pack(PanelArea.DEPOSITS, 0, panel.id)))
    buttons.append(_asks(t.plain("💸 Threshold"), panel.id, PanelQuestion.LOW_BALANCE))
    if state.low_balance is not None:
        buttons.append(button(t.plain("✕ No alert"), tap(PanelsAction.NO_ALERT, panel.id)))
    if it.listed.needs_rate:
        buttons.append(_asks(t.plain("💱 Exchange rate"), panel.id, PanelQuestion.RATE))
    buttons.append(_asks(t.plain("✏️ Rename"), panel.id, PanelQuestion.NAME))
    if panel.status is PanelStatus.ACTIVE:
        buttons.append(button(t.plain("⏸ Pause"), tap(PanelsAction.PAUSE, panel.id)))
    elif panel.status is PanelStatus.PAUSED:
        buttons.append(button(t.plain("▶️ Resume"), tap(PanelsAction.RESUME, panel.id)))
    if not it.listed.is_of_settings:
        buttons += _of_added(t, it)
    back = button(t.plain("⬅️ Panels"), tap(PanelsAction.LIST))
    return [*rows_of(buttons, BUTTONS_A_ROW), [back]]


def _of_added(t: Translator, it: Detailed) -> list[InlineKeyboardButton]:
    """Return what can be done with a panel that the settings do not name."""
    panel = it.listed.panel
    found = [
        _asks(t.plain(_ACCOUNT), panel.id, PanelQuestion.ADDRESS),
        button(t.plain("⚙️ Peculiarities"), tap(PanelsAction.OPTIONS, panel.id)),
    ]
    if panel.status is not PanelStatus.REMOVED:
        remove = tap(PanelsAction.REMOVE, panel.id)
        found.append(button(t.plain("🗑 Remove"), remove, style="danger"))
    return found


def _asks(label: str, panel_id: int, question: PanelQuestion) -> InlineKeyboardButton:
    return button(label, tap(PanelsAction.ASK, panel_id, question))


def digest(it: Detailed) -> str:
    """Return what the question about removing a panel was asked with."""
    return digest_of(it.listed.panel.id, it.listed.services, it.open, it.waiting, it.unclear)


def remove_sure(t: Translator, it: Detailed) -> Screen:
    """Say what follows before a panel is removed."""
    text = lines(
        t("🗑 <b>Remove {name}?</b>", name=name_of(t, it.listed)),
        t("· services that are taken off sale: {number}", number=it.listed.services),
        t("· open orders that are followed to their end: {number}", number=it.open),
        t("· orders not sent yet, which you decide in /unresolved: {number}", number=it.waiting)
        if it.waiting
        else None,
        t("· unclear orders, which wait for you in /unresolved: {number}", number=it.unclear)
        if it.unclear
        else None,
        "",
        t(
            "Until its last order has ended, adding the same account brings the panel back as it "
            "is now. Then the bot forgets the key."
        ),
    )
    panel_id = it.listed.panel.id
    yes = tap(PanelsAction.REMOVE_SURE, panel_id, digest(it))
    back = button(t.plain("⬅️ Back"), tap(PanelsAction.CARD, panel_id))
    return Screen(text, [[button(t.plain("🗑 Yes, remove it"), yes, style="danger")], [back]])


def unreadable(t: Translator, it: Listed) -> Screen:
    """Say that a panel's key cannot be read."""
    text = t(
        "🔑 The key of {panel} cannot be read with this SECRET_KEY: nothing is ordered or asked "
        "there. Put the one with which it was added back into .env, or send the key again.",
        panel=name_of(t, it),
    )
    return Screen(text, [[_asks(t.plain(_ACCOUNT), it.panel.id, PanelQuestion.ADDRESS)]])


def gone(t: Translator) -> Screen:
    """Say that a panel is not worked with any more."""
    return Screen(
        t("This panel no longer exists."),
        [[button(t.plain("⬅️ Panels"), tap(PanelsAction.LIST))]],
    )
