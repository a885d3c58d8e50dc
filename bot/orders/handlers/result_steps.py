"""How a form goes on among results: what a search has found, favourites, recent services."""

from typing import Any

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.search import Sort
from bot.core.telegram.buttons import CallbackData
from bot.orders.handlers.form_state import FormState
from bot.orders.tables import Listing, Step

FILTERS = ("refill", "cancel")
_ARGUMENT = 3  # where a form's button carries its argument
_AROUND_IDS = "#№.,;:()[] "


def search_for(catalogue: Catalogue, words: str) -> dict[str, Any]:
    """Return how a form begins that shows what these words find; of an exact ID it is the card."""
    start: dict[str, Any] = {"step": Step.RESULTS, "listing": Listing.SEARCH, "query": words}
    service = catalogue.with_id(words.strip(_AROUND_IDS))
    category = catalogue.category_of(service.key) if service else None
    if service is None or category is None:
        return start
    return start | {"step": Step.CARD, "service_id": service.key, "category_id": category.id}


def show(form_state: FormState, data: CallbackData) -> None:
    """List favourites or recent services."""
    draft = form_state.draft
    listings = {Listing.FAVOURITES, Listing.RECENT, *({Listing.LINK} if draft.request else ())}
    if data.text(_ARGUMENT) in listings:
        draft.step, draft.page = Step.RESULTS, 0
        draft.listing = Listing(data.text(_ARGUMENT))


def narrow(form_state: FormState, data: CallbackData) -> None:
    """Put a filter on, or take it off."""
    draft = form_state.draft
    name = data.text(_ARGUMENT)
    if name in FILTERS:
        draft.filters, draft.page = sorted({name} ^ set(draft.filters)), 0


def sort(form_state: FormState, data: CallbackData) -> None:
    """Say what comes first; the same again is the usual order."""
    draft = form_state.draft
    name = data.text(_ARGUMENT)
    if name in set(Sort):
        draft.sort = Sort.BEST if draft.sort == name else Sort(name)
        draft.page = 0


def back(form_state: FormState) -> None:
    """Go back to where a form begins."""
    draft = form_state.draft
    draft.step, draft.page, draft.platform = first_step(form_state.catalogue), 0, None


def first_step(catalogue: Catalogue) -> Step:
    """Return where a form begins: a single platform is not asked for."""
    return Step.CATEGORY if len(catalogue.platforms) == 1 else Step.PLATFORM
