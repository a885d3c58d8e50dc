"""An owner adds a panel, or says where and who one is: what is tried, and what came of it."""

from markupsafe import Markup

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.panel.buttons import PanelQuestion, PanelsAction
from bot.panel.rules.trials import Fault
from bot.panel.screens.cards import tap
from bot.panel.tables import PanelCheck

HOW_TO_SEAL = 'echo "SECRET_KEY=$(openssl rand -hex 32)" >> .env'
_NO_API = N_(
    "No API answers at this address of {host} ({words}). The whole address is on the panel's API "
    "page, and usually ends in /api/v2."
)
_FAULTS = {
    Fault.NO_HOST: N_("There is no host {host}. Check the spelling of the address."),
    Fault.NO_CERTIFICATE: N_("{host} has no certificate that can be trusted ({words})."),
    Fault.NO_CONNECTION: N_("{host} cannot be reached ({words})."),
    Fault.BUSY: N_("{host} takes no calls at the moment: {words}. Try again later."),
    Fault.REFUSED: N_("{host} refuses the key: {words}. Copy it from the panel's API page again."),
    Fault.SEALED: N_("SECRET_KEY has changed since. Send address and key again."),
}


def no_secret(t: Translator) -> Screen:
    """Say what has to be set before a panel can be added."""
    text = t(
        "🔑 To add panels, put a SECRET_KEY into .env, for example with {command}, and start the "
        "bot again: the database keeps their keys encrypted with it.",
        command=Markup("<code>{}</code>").format(HOW_TO_SEAL),
    )
    return Screen(text, [[button(t.plain("⬅️ Panels"), tap(PanelsAction.LIST))]])


def trying(t: Translator, check: PanelCheck) -> Screen:
    """Say that address and key are tried."""
    return Screen(t("⏳ Trying {host} …", host=check.host), [_cancel(t, check)])


def check(t: Translator, it: PanelCheck, base: str) -> Screen:
    """Show what came of it: what is wrong, or what there is, to be confirmed.

    Args:
        base: the catalogue's currency, if a rate to it is missing; else empty.
    """
    if it.due_at is not None:
        return trying(t, it)
    return _refused(t, it) if it.fault else _answered(t, it, base)


def _refused(t: Translator, it: PanelCheck) -> Screen:
    text = t(_FAULTS.get(Fault(it.fault), _NO_API), host=it.host, words=it.words)
    address = button(
        t.plain("✏️ Another address"),
        tap(PanelsAction.ASK, it.panel_id or 0, PanelQuestion.ADDRESS),
    )
    key = button(t.plain("🔑 Another key"), tap(PanelsAction.ASK, it.id, PanelQuestion.KEY))
    retry = [address] if it.fault == Fault.SEALED else [address, key]
    return Screen(Markup("❌ {}").format(text), [retry, _cancel(t, it)])


def _answered(t: Translator, it: PanelCheck, base: str) -> Screen:
    balance = "" if it.balance is None else t.money(it.balance, it.currency)
    text = lines(
        t("✅ <b>{host} answers.</b>", host=it.host),
        t("💼 Balance at the panel: <b>{amount}</b>", amount=balance),
        t("💱 Currency: {currency}", currency=it.currency),
        t("🗂 Services: {number}", number=it.services),
        t("⚠️ The key is sent unencrypted: the address has no https.")
        if it.is_unencrypted
        else None,
        t(
            "⚠️ There is no exchange rate from {base} to {currency}. Its services are not on "
            "sale until you set one.",
            base=it.currency,
            currency=base,
        )
        if base and it.panel_id is None
        else None,
    )
    label = t.plain("+ Add") if it.panel_id is None else t.plain("✅ Save")
    add = button(label, tap(PanelsAction.CONFIRM, it.id), style="success")
    return Screen(text, [[add, *_cancel(t, it)]])


def _cancel(t: Translator, it: PanelCheck) -> Row:
    return [button(t.plain("✕ Cancel"), tap(PanelsAction.CANCEL, it.id))]


def over(t: Translator) -> Screen:
    """Say that what was typed is kept no more."""
    return Screen(
        t("⌛ Nobody has confirmed this within an hour: address and key are erased."),
        [[button(t.plain("⬅️ Panels"), tap(PanelsAction.LIST))]],
    )


def cancelled(t: Translator) -> Screen:
    """Say that nothing was changed."""
    return Screen(
        t("Nothing was changed. Address and key are erased."),
        [[button(t.plain("⬅️ Panels"), tap(PanelsAction.LIST))]],
    )
