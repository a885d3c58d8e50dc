"""What owners override in the catalogue: the editor of a category or service; what is hidden."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.buttons import CatalogueArea, OverrideAction
from bot.catalogue.rules.catalogue import Catalogue, Hidden, Kind
from bot.catalogue.rules.editing import OverrideEditor, Sibling
from bot.catalogue.rules.overrides import LAST, UNCHANGED
from bot.catalogue.rules.services import Service
from bot.catalogue.screens import merging
from bot.core.access.roles import Permission
from bot.core.i18n import Translator
from bot.core.paging import paginate
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.pricing.buttons import PriceAction, PricingArea

HIDDEN_A_PAGE = 10


def may_edit(actor: Actor) -> bool:
    """Return whether somebody is offered the editor: an owner, where nobody reads along."""
    return actor.may(Permission.OVERRIDE) and not actor.is_group


def edit_row(actor: Actor, kind: Kind, number: int) -> list[Row]:
    """Return the row that opens the editor of something."""
    if not may_edit(actor):
        return []
    return [
        [
            button(
                actor.t.plain("🛠 Edit"),
                pack(CatalogueArea.OVERRIDE, OverrideAction.OPEN, kind, number),
            )
        ]
    ]


def price_button(actor: Actor, service: Service) -> Row:
    """Return the button that shows owners how a service's price is made, if customers pay it."""
    if not may_edit(actor) or service.sale is None:
        return []
    data = pack(PricingArea.PRICES, PriceAction.OPEN_SERVICE, service.key)
    return [button(actor.t.plain("💵 Price"), data)]


def hidden_row(actor: Actor, catalogue: Catalogue) -> list[Row]:
    """Return the row that lists what is hidden, if anything is."""
    if not may_edit(actor) or not catalogue.hidden:
        return []
    label = actor.t.plain("🙈 Hidden · {number}", number=len(catalogue.hidden))
    return [[button(label, pack(CatalogueArea.OVERRIDE, OverrideAction.HIDDEN))]]


def hidden(t: Translator, found: Sequence[Hidden], number: int) -> Screen:
    """List what is hidden, each with a button to its editor."""
    page = paginate(found, number, HIDDEN_A_PAGE)
    signs = {Kind.CATEGORY: "🗂 ", Kind.SERVICE: ""}
    rows: list[Row] = [
        [
            button(
                signs[it.kind] + it.name,
                pack(CatalogueArea.OVERRIDE, OverrideAction.OPEN, it.kind, it.id),
            )
        ]
        for it in page.items
    ]
    text = lines(
        t("🙈 <b>Hidden</b> · {number}", number=page.total),
        t("Only owners see this. Choose what to show again."),
    )
    turn = page_row(t, page, lambda at: pack(CatalogueArea.OVERRIDE, OverrideAction.HIDDEN, at))
    return Screen(text, [*rows, *turn])


def editor(t: Translator, edited: OverrideEditor, *, several: bool = False) -> Screen:
    """Show how something is overridden, with the buttons that change it.

    Args:
        several: panels are worked with, from which a service can be bought.
    """
    it, shown = edited.it, edited.shown
    place = next((at for at, other in enumerate(shown, 1) if other.id == it.id), None)
    own_name = None
    if it.name != it.panel_name:
        own_name = t("The panel calls it: {name}", name=it.panel_name)
    text = lines(
        Markup("🛠 <b>{}</b>").format(it.name),
        Markup("<i>{}</i>").format(it.where),
        own_name,
        "",
        t("🙈 Hidden: not listed, not found, not for sale.")
        if place is None
        else t("📌 Pinned to the top.")
        if it.override.pinned
        else None,
        None if place is None else t("Place {place} of {number}", place=place, number=len(shown)),
    )
    sources = [merging.open_row(t, it.id)] if several and it.kind is Kind.SERVICE else []
    return Screen(text, [*_editor_rows(t, it, place, len(shown)), *sources])


def _editor_rows(t: Translator, it: Sibling, place: int | None, count: int) -> list[Row]:
    def do(label: str, action: OverrideAction, value: int = 0) -> InlineKeyboardButton:
        return button(label, pack(CatalogueArea.OVERRIDE, action, it.kind, it.id, value))

    name = do(t.plain("✏️ Name"), OverrideAction.RENAME)
    reset = do(t.plain("↩️ Reset to the panel's own"), OverrideAction.RESET)
    last: list[Row] = [] if it.override == UNCHANGED else [[reset]]
    if place is None:
        return [[do(t.plain("👁 Show"), OverrideAction.HIDE, 0), name], *last]
    pin = do(t.plain("📌 Pin"), OverrideAction.PIN, 1)
    if it.override.pinned:
        pin = do(t.plain("📌 Unpin"), OverrideAction.PIN, 0)
    moves = [
        *([("⏫", 1), ("🔼", place - 1)] if place > 1 else []),
        *([("🔽", place + 1), ("⏬", LAST)] if place < count else []),
    ]
    return [
        [do(t.plain("🙈 Hide"), OverrideAction.HIDE, 1), pin],
        [name, do(t.plain("🔢 Place"), OverrideAction.ASK_PLACE)],
        *([[do(label, OverrideAction.PLACE, to) for label, to in moves]] if moves else []),
        *last,
    ]


def ask(t: Translator, action: OverrideAction, edited: OverrideEditor) -> Markup:
    """Ask for a name or a place."""
    name = edited.it.name
    if action is OverrideAction.RENAME:
        return t("✏️ Send the new name of <b>{name}</b>, or - for the panel's own.", name=name)
    return t(
        "🔢 Send the place of <b>{name}</b>, from 1 to {number}, or - for the panel's own.",
        name=name,
        number=len(edited.shown),
    )
