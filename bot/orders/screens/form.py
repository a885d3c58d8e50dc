"""The order form: a screen for each step, drawn from the draft and the catalogue."""

from collections.abc import Callable

from bot.catalogue.screens import browse, compare, results
from bot.core.telegram.screen import Screen, button
from bot.orders.buttons import FormAction
from bot.orders.screens import fields, requests, summary
from bot.orders.screens.form_view import FormView
from bot.orders.tables import Step


def draw(form: FormView) -> Screen:
    """Return the screen of the draft's step.

    Raises:
        NotOnSaleError: its category or service is no longer in the catalogue.
    """
    screen = _SCREENS[form.draft.step](form)
    if form.draft.aside is None:
        return screen
    back = button(form.t.plain("↩️ Back to your order"), form.button_data(FormAction.ASIDE))
    return Screen(screen.text, [*screen.rows, [back]])


_SCREENS: dict[Step, Callable[[FormView], Screen]] = {
    Step.PLATFORM: browse.platforms,
    Step.CATALOGUE: browse.platforms,
    Step.CATEGORY: browse.categories,
    Step.SERVICE: browse.services,
    Step.RESULTS: results.results,
    Step.MEANING: requests.meaning,
    Step.COMPARE: compare.comparison,
    Step.CARD: browse.card,
    Step.FIELD: fields.question,
    Step.CHANGE: fields.question,
    Step.SUMMARY: summary.summary,
}
