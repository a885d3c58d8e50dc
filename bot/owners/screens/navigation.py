"""The way between the pages of the dashboard."""

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, button
from bot.owners.buttons import AdminAction, OwnerArea


def home_row(t: Translator) -> Row:
    """Return the way back to the dashboard."""
    return [button(t.plain("⬅️ Dashboard"), pack(OwnerArea.ADMIN, AdminAction.HOME))]
