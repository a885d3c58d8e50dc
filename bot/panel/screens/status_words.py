"""Status words of the panel that the bot does not know, and what owners say that they mean."""

from collections.abc import Sequence

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.names import isolated
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders.rules.states import OrderState
from bot.orders.screens import texts
from bot.owners.buttons import AdminAction, OwnerArea
from bot.owners.screens.navigation import home_row
from bot.panel.rules.statuses import MEANINGS, RefillState, WordKind
from bot.panel.tables import StatusWord
from bot.refills.screens import refill_texts

MEANINGS_A_ROW = 2


def word(t: Translator, it: StatusWord) -> Screen:
    """Show a word, what it means, and a button for everything that it may mean."""
    values = {"word": isolated(it.shown), "number": it.number}
    if it.kind is WordKind.REFILL:
        head = t("🗣 The panel says “<b>{word}</b>” about refill {number}.", **values)
    else:
        head = t("🗣 The panel says “<b>{word}</b>” about order {number}.", **values)
    if it.meaning is None:
        about = t("The bot does not know this status, so nothing was changed. What does it mean?")
    else:
        about = t("It means: {state}", state=_label(t, it.kind, it.meaning))
    choices = [
        button(("• " if it.meaning == state.value else "") + _label(t, it.kind, state.value), data)
        for state in MEANINGS[it.kind]
        for data in [pack(OwnerArea.ADMIN, AdminAction.TEACH, it.id, state.value)]
    ]
    unknown = ("• " if it.meaning is None else "") + t.plain("🤷 Ignore")
    rows: list[Row] = [
        *rows_of(choices, MEANINGS_A_ROW),
        [button(unknown, pack(OwnerArea.ADMIN, AdminAction.TEACH, it.id, ""))],
        [button(t.plain("🗣 Status words"), pack(OwnerArea.ADMIN, AdminAction.WORDS))],
    ]
    return Screen(lines(head, about), rows)


def words(t: Translator, found: Sequence[StatusWord]) -> Screen:
    """List the words."""
    about = t("Statuses of the panel that the bot did not know. Tap one to set its meaning.")
    if not found:
        about = t("The bot knows every status the panel has used so far.")
    rows: list[Row] = [
        [button(f"{it.shown} → {_label(t, it.kind, it.meaning)}", data)]
        for it in found
        for data in [pack(OwnerArea.ADMIN, AdminAction.WORD, it.id)]
    ]
    return Screen(lines(t("🗣 <b>Status words</b>"), "", about), [*rows, home_row(t)])


def _label(t: Translator, kind: WordKind, meaning: str | None) -> str:
    if meaning is None:
        return "?"
    if kind is WordKind.REFILL:
        return "♻️ " + t.plain(refill_texts.STATE_LABELS[RefillState(meaning)])
    return t.plain(texts.STATE_LABELS[OrderState(meaning)])
