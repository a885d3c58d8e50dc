"""The check list of an owner's first day."""

from collections.abc import Collection, Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton
from telegram.helpers import create_deep_linked_url

from bot.chats.buttons import ChatArea
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.owners.buttons import AdminAction, AdminQuestion, OwnerArea
from bot.owners.rules.first_steps import FirstStep
from bot.owners.screens.navigation import home_row
from bot.panel.buttons import PanelQuestion, PanelsAction
from bot.panel.screens.cards import tap

_TEXTS: Mapping[FirstStep, str] = {
    FirstStep.LET_IN: N_("Let a chat in: whoever starts the bot asks you here."),
    FirstStep.HIDE: N_("Hide or rename what you do not sell: 🛠 Edit is below every list."),
    FirstStep.THRESHOLD: N_("Get notified when the balance at the panel runs low."),
    FirstStep.CONTACT: N_("Say whom people can turn to (/support)."),
    FirstStep.BACKUP: N_("Have a backup every day: set BACKUP_DIR to a folder."),
    FirstStep.GROUP: N_("Add the bot to a group, and choose there who may order."),
}
_LABELS: Mapping[FirstStep, str] = {
    FirstStep.LET_IN: N_("👥 Chats"),
    FirstStep.HIDE: N_("🛠 Edit"),
    FirstStep.THRESHOLD: N_("💸 Threshold"),
    FirstStep.CONTACT: N_("✏️ Contact"),
    FirstStep.GROUP: N_("+ Add to a group"),
}
_DATA: Mapping[FirstStep, str] = {
    FirstStep.LET_IN: pack(OwnerArea.ADMIN, AdminAction.CHATS, 0),
    FirstStep.HIDE: pack(ChatArea.MENU, "services"),
    FirstStep.THRESHOLD: tap(PanelsAction.ASK, 0, PanelQuestion.LOW_BALANCE),
    FirstStep.CONTACT: pack(OwnerArea.ADMIN, AdminAction.ASK, AdminQuestion.SUPPORT),
}


def first_steps(t: Translator, done: Collection[FirstStep], bot_username: str) -> Screen:
    """Show what is done, with a button for everything that is not."""
    refresh = button(t.plain("🔄 Refresh"), pack(OwnerArea.ADMIN, AdminAction.STEPS))
    rows = _rows(t, done, bot_username)
    return Screen(_list(t, done), [*rows, [refresh], home_row(t)])


def greeting(
    actor: Actor,
    menu: Screen,
    done: Collection[FirstStep],
    bot_username: str,
) -> Screen:
    """Greet an owner who comes for the first time: the same above the main menu."""
    t = actor.t
    hello = t("👋 Hello, {name}!", name=actor.name)
    text = lines(hello, t("This bot is yours. Everything is in the dashboard."), "")
    return Screen(lines(text, _list(t, done)), [*_rows(t, done, bot_username), *menu.rows])


def _list(t: Translator, done: Collection[FirstStep]) -> Markup:
    entries = [
        Markup("{} {}").format("✅" if step in done else "⬜", t(text))
        for step, text in _TEXTS.items()
    ]
    all_done = t("All done.") if len(done) == len(_TEXTS) else None
    return lines(t("🚀 <b>First steps</b>"), *entries, all_done)


def _rows(t: Translator, done: Collection[FirstStep], bot_username: str) -> list[Row]:
    left = [_button(t, step, bot_username) for step in _LABELS if step not in done]
    return rows_of(left, 2)


def _button(t: Translator, step: FirstStep, bot_username: str) -> InlineKeyboardButton:
    label = t.plain(_LABELS[step])
    if step is FirstStep.GROUP:
        url = create_deep_linked_url(bot_username, "team", group=True)
        return InlineKeyboardButton(label, url=url)
    return button(label, _DATA[step])
