"""The page on which owners set what people read in their own words, as people see it."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.chats.rules.own_texts import OwnTextKind
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.owners.buttons import AdminAction, AdminQuestion, OwnerArea
from bot.owners.screens.navigation import home_row

KINDS = tuple(OwnTextKind)
"""In the order of the numbers that buttons carry."""


def own_texts(t: Translator, own: Mapping[OwnTextKind, str], *, sells: bool) -> Screen:
    """Show the texts, with buttons to change them; that of /terms where customers pay."""
    text = lines(
        t("💬 <b>Your own texts</b>"),
        "",
        t("At /start people see:"),
        _quoted(own.get(OwnTextKind.GREETING) or t.plain("the bot's own greeting")),
        t("At /support people see:"),
        _quoted(own.get(OwnTextKind.SUPPORT) or t.plain("that no contact was set")),
        t("At /terms people see:") if sells else None,
        _quoted(own.get(OwnTextKind.TERMS) or t.plain("the bot's own terms")) if sells else None,
        t("<i>A @name or a link in the contact becomes a button.</i>"),
    )
    rows = [
        _row(t, own, OwnTextKind.GREETING, t.plain("✏️ Greeting"), AdminQuestion.GREETING),
        _row(t, own, OwnTextKind.SUPPORT, t.plain("✏️ Contact"), AdminQuestion.SUPPORT),
    ]
    if sells:
        rows.append(_row(t, own, OwnTextKind.TERMS, t.plain("✏️ Terms"), AdminQuestion.TERMS))
    return Screen(text, [*rows, home_row(t)])


def _quoted(text: str) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(text)


def _row(
    t: Translator,
    own: Mapping[OwnTextKind, str],
    kind: OwnTextKind,
    label: str,
    question: AdminQuestion,
) -> Row:
    change = button(label, pack(OwnerArea.ADMIN, AdminAction.ASK, question))
    if kind not in own:
        return [change]
    remove = pack(OwnerArea.ADMIN, AdminAction.NO_TEXT, KINDS.index(kind))
    return [change, button(t.plain("✕ Remove"), remove)]
