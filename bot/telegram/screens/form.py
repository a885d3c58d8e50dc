"""The order form: a screen for each step, drawn from the draft and the catalogue."""

from collections.abc import Awaitable, Callable

from bot.storage.tables import Step
from bot.telegram.screens import browse, fields, results, summary
from bot.telegram.screens.drafted import Drafted
from bot.telegram.screens.screen import Screen


async def draw(form: Drafted) -> Screen:
    """Return the screen of the draft's step.

    Raises:
        GoneError: its category or service has vanished.
    """
    return await _SCREENS[form.draft.step](form)


_SCREENS: dict[Step, Callable[[Drafted], Awaitable[Screen]]] = {
    Step.PLATFORM: browse.platforms,
    Step.CATEGORY: browse.categories,
    Step.SERVICE: browse.services,
    Step.RESULTS: results.results,
    Step.CARD: browse.card,
    Step.FIELD: fields.question,
    Step.CHANGE: fields.question,
    Step.SUMMARY: summary.summary,
}
