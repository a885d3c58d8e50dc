"""The question where somebody is whose language does not tell."""

from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.chats.screens.settings_panel import opens
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button


def ask(t: Translator) -> Screen:
    """Offer the time zones; who is content with UTC is not asked again."""
    choose = button(t.plain("🕒 Choose the time zone"), opens(SettingsPage.ZONES))
    stay = button(t.plain("UTC is fine"), pack(ChatArea.SETTINGS, SettingsAction.CLOSE))
    text = t("🕒 Times are shown in UTC. What is your time zone?")
    return Screen(text, [[choose], [stay]])
