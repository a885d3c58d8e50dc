"""Services from all over the catalogue: what a search has found, favourites, recent ones."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.screens.compare import choosing, compare_row
from bot.catalogue.screens.listing import PAGE_SIZE, listed
from bot.catalogue.screens.quick_picks import TITLES
from bot.catalogue.search import Sort
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import paginate
from bot.core.telegram.names import clip
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.orders.buttons import FormAction
from bot.orders.screens import requests
from bot.orders.screens.form_view import FormView
from bot.orders.tables import Listing

QUERY_SHOWN = 200
FILTER_LABELS = {"refill": N_("♻️ With refill"), "cancel": N_("↩️ Can be canceled")}
SORT_LABELS = {Sort.CHEAPEST: N_("💵 Cheapest first"), Sort.FASTEST: N_("⚡ Fastest first")}


def results(form: FormView) -> Screen:
    """List what the form is about, best or newest first, a page at a time."""
    t, searching = form.t, form.draft.listing in {Listing.SEARCH, Listing.LINK}
    if searching and not len(form.index) and form.catalogue.categories:
        again = button(t.plain("🔄 Try again"), form.page_data(0))
        text = t("The catalogue is being read. Try again in a moment.")
        return Screen(text, [[again], form.leave_row()])
    found = form.data.listed
    page = paginate(found, form.draft.page, PAGE_SIZE)
    shown = listed(form, page)
    text = lines(
        _title(form, len(found)),
        _what_to_do(form) if found else _nothing(form),
        "",
        *shown.text,
        "" if found else None,
        _again(form) if form.draft.listing is Listing.SEARCH else None,
    )
    refine = _refine(form) if searching and (len(found) > 1 or form.draft.filters) else []
    rows = [*shown.rows, *page_row(t, page, form.page_data), *refine]
    return Screen(text, [*rows, *compare_row(form, len(found)), form.leave_row()])


def _what_to_do(form: FormView) -> Markup:
    asked = form.t("Choose a service. The price is per 1000, or per package.")
    return choosing(form) or asked


def how_to(t: Translator) -> Screen:
    """Say how to search."""
    return Screen(
        t(
            "🔎 Say what to look for: some words, or a service's ID. For example:\n"
            "<code>/search instagram followers refill 30</code>"
        )
    )


def _title(form: FormView, total: int) -> Markup:
    if form.draft.listing is Listing.LINK:
        return Markup("<b>{}</b> · {}").format(requests.title(form), form.t.number(total))
    title = TITLES.get(form.draft.listing or Listing.SEARCH)
    shown = form.t.plain(title) if title else f"🔎 {clip(form.draft.query, QUERY_SHOWN)}"
    return Markup("<b>{}</b> · {}").format(shown, form.t.number(total))


def _nothing(form: FormView) -> Markup:
    if form.draft.listing is Listing.FAVOURITES:
        return form.t("No favourites yet. Add a service with ☆ on its card.")
    if form.draft.listing is Listing.RECENT:
        return form.t("Nothing you ordered here is on sale now. Go back and choose a service.")
    if not form.catalogue.categories:
        return nothing_on_sale(form)
    if form.draft.filters:
        return form.t("Nothing matches these filters.")
    if form.draft.listing is Listing.LINK:
        return form.t("No service fits this link. Tap Back to choose from all of them.")
    return form.t("Nothing was found. Try fewer or other words, or look through the catalogue.")


def nothing_on_sale(form: FormView) -> Markup:
    """Say that there is nothing to choose from, and who can change that if somebody here can."""
    if form.actor.chat.categories is not None:
        return form.t(
            "Nothing can be ordered in this group. Administrators choose what can in /settings."
        )
    return form.t("Nothing is on sale at the moment. Try again soon.")


def _again(form: FormView) -> Markup:
    if form.actor.is_group:
        return form.t("<i>🔎 To search again, reply with different words.</i>")
    return form.t("<i>🔎 To search again, write different words.</i>")


def _refine(form: FormView) -> list[Row]:
    """Return the buttons that narrow and sort; what is on has a dot."""
    draft = form.draft
    filters = [
        _switch(form, FormAction.NARROW, name, label, on=name in draft.filters)
        for name, label in FILTER_LABELS.items()
    ]
    sorts = [
        _switch(form, FormAction.SORT, sort.value, label, on=sort is draft.sort)
        for sort, label in SORT_LABELS.items()
        if sort is not Sort.FASTEST or form.index.knows_times
    ]
    return [filters, sorts]


def _switch(
    form: FormView, action: FormAction, name: str, label: str, *, on: bool
) -> InlineKeyboardButton:
    return button(("• " if on else "") + form.t.plain(label), form.button_data(action, name))
