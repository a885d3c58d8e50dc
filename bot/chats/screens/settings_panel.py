"""What the pages of a chat's settings are drawn from, and the buttons that they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import InlineKeyboardButton

from bot.catalogue.rules.catalogue import Catalogue
from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.chats.rules.settings import Setting
from bot.core.access.roles import Announcements, NotifyTarget, OrderPolicy
from bot.core.access.tables import Chat, ListedPerson
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, button

POLICY_LABELS: Mapping[StrEnum, str] = {
    OrderPolicy.EVERYONE: N_("everyone"),
    OrderPolicy.ADMINISTRATORS: N_("administrators"),
    OrderPolicy.LIST: N_("a list"),
}
ANNOUNCEMENT_LABELS: Mapping[StrEnum, str] = {
    Announcements.ALL: N_("all changes"),
    Announcements.ENDS: N_("only when orders end"),
    Announcements.PROBLEMS: N_("only problems"),
    Announcements.OFF: N_("none"),
}
NOTIFY_LABELS: Mapping[StrEnum, str] = {
    NotifyTarget.GROUP: N_("the group"),
    NotifyTarget.PERSON: N_("who ordered"),
    NotifyTarget.BOTH: N_("both"),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """What the pages of a chat's settings are drawn from.

    Attributes:
        catalogue: all that is on sale, also what this chat may not order.
        languages: code and own name.
        customers: who has ordered here and is not on the list, by id and name.
    """

    actor: Actor
    chat: Chat
    listed: Sequence[ListedPerson]
    catalogue: Catalogue
    languages: Mapping[str, str]
    now: datetime
    customers: Sequence[tuple[int, str]] = ()

    @property
    def t(self) -> Translator:
        """Return the texts of the chat."""
        return self.actor.t


def opens(page: SettingsPage, *args: object) -> str:
    """Return the callback data that opens a page."""
    return pack(ChatArea.SETTINGS, SettingsAction.OPEN, page, *args)


def choice(label: str, setting: Setting, value: object, *, chosen: bool) -> InlineKeyboardButton:
    """Return the button that sets something; what is chosen has a dot."""
    data = pack(ChatArea.SETTINGS, SettingsAction.SET, setting, value)
    return button(("• " if chosen else "") + label, data)


def back_row(t: Translator, page: SettingsPage = SettingsPage.MAIN) -> Row:
    """Return the row that every page but the first ends with."""
    return [button(t.plain("⬅️ Back"), opens(page))]
