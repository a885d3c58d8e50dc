"""What owners are asked when address or key of the panel are others than before."""

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.panel.buttons import PanelAction, PanelArea
from bot.panel.rules.accounts import Affected


def changed(t: Translator, it: Affected | None) -> Screen:
    """Ask whether it is the same account; `None`: it was decided."""
    if it is None:
        return Screen(t("🔌 This has already been decided."))
    text = lines(
        t("🔌 <b>The panel's address or key has changed.</b>"),
        t("Before: {old}, now: {new}", old=it.host, new=it.new_host)
        if it.host != it.new_host
        else t("At {host}, with another key.", host=it.host),
        "",
        t("Nothing is sent or asked there until you say whether it is the same account:"),
        t("· orders not sent yet: {number}", number=it.waiting),
        t("· orders in progress: {number}", number=it.open),
        t("· services on sale: {number}", number=it.services),
    )
    same = button(
        t.plain("✅ The same account, new key or address"),
        pack(PanelArea.PANEL, it.panel_id, PanelAction.SAME),
    )
    other = button(
        t.plain("🔀 Another panel or account"),
        pack(PanelArea.PANEL, it.panel_id, PanelAction.OTHER),
    )
    return Screen(text, [[same], [other]])


def other_sure(t: Translator, it: Affected) -> Screen:
    """Say what follows before the panel is taken for another one."""
    text = lines(
        t("🔀 <b>Another panel or account?</b>"),
        t("Orders in progress are no longer followed and can't be refilled or canceled."),
        t("Orders not sent yet are for you to decide: see /unresolved."),
        t("The list of services is read again."),
    )
    yes = button(
        t.plain("🔀 Yes, it is another one"),
        pack(PanelArea.PANEL, it.panel_id, PanelAction.OTHER_SURE),
        style="danger",
    )
    back = button(t.plain("⬅️ Back"), pack(PanelArea.PANEL, it.panel_id, PanelAction.SHOW))
    return Screen(text, [[yes], [back]])
