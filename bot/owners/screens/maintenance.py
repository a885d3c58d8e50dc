"""The page on which owners close ordering, and open it again."""

from markupsafe import Markup

from bot.core.access.maintenance import MAINTENANCE
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.owners.buttons import AdminAction, AdminQuestion, OwnerArea
from bot.owners.screens.navigation import home_row
from bot.panel.tables import BotState

LONGEST_TEXT = 200  # characters of an answer to a tap


def maintenance(t: Translator, state: BotState) -> Screen:
    """Show whether ordering is closed, and what people are told."""
    own_text = state.maintenance
    head = t("🚧 <b>Maintenance</b>: off. Everybody can order.")
    if own_text is not None:
        head = t("🚧 <b>Maintenance</b>: on. Only owners can order.")
    text = lines(
        head,
        "",
        t("People see:"),
        Markup("<blockquote>{}</blockquote>").format(own_text or t.plain(MAINTENANCE)),
        t("<i>Browsing stays open, and confirmed orders go on.</i>"),
    )
    turn = button(t.plain("🚧 Close ordering"), pack(OwnerArea.ADMIN, AdminAction.MAINTAIN, 1))
    if own_text is not None:
        turn = button(t.plain("✅ Open ordering"), pack(OwnerArea.ADMIN, AdminAction.MAINTAIN, 0))
    ask = pack(OwnerArea.ADMIN, AdminAction.ASK, AdminQuestion.MAINTENANCE)
    rows: list[Row] = [[turn], [button(t.plain("✏️ Close with your own text"), ask)]]
    return Screen(text, [*rows, home_row(t)])
