"""The way between the pages of the dashboard."""

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, button
from bot.owners.buttons import AdminAction, OwnerArea


def open_home(t: Translator) -> Row:
    """Return the way to the dashboard, as a message of its own, from a picture."""
    return [button(t.plain("🛠 Dashboard"), pack(OwnerArea.ADMIN, AdminAction.OPEN))]


def home_row(t: Translator) -> Row:
    """Return the way back to the dashboard."""
    return [button(t.plain("⬅️ Dashboard"), pack(OwnerArea.ADMIN, AdminAction.HOME))]
