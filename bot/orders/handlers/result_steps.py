"""How a form goes on among results: what a search has found, favourites, recent services."""

from typing import Any

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.search_terms import link_in
from bot.catalogue.search import Sort
from bot.core.telegram.buttons import CallbackData
from bot.orders.handlers.form_state import FormState
from bot.orders.tables import Draft, Listing, Step

FILTERS = ("refill", "cancel")
_ARGUMENT = 3  # where a form's button carries its argument
_LOOKING = frozenset({Step.PLATFORM, Step.CATALOGUE, Step.CATEGORY, Step.SERVICE, Step.RESULTS})


def is_looking(draft: Draft, text: str) -> bool:
    """Return whether a text that nobody asked for is to be searched for, and the form be left.

    A link that is sent to a card is meant for its order.
    """
    return draft.step in _LOOKING or (draft.step is Step.CARD and link_in(text) is None)


def search_for(words: str) -> dict[str, Any]:
    """Return how a form begins that shows what these words find."""
    return {"step": Step.RESULTS, "listing": Listing.SEARCH, "query": words}


def show(form_state: FormState, data: CallbackData) -> None:
    """List favourites or recent services."""
    draft = form_state.draft
    if data.text(_ARGUMENT) in {Listing.FAVOURITES, Listing.RECENT}:
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
