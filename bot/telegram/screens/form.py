"""The order form: a screen for each step, drawn from the draft and the catalogue."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.catalogue import Catalogue
from bot.storage.engine import Session
from bot.storage.tables import Draft, Step
from bot.telegram.context import Visit
from bot.telegram.screens import browse, fields, summary
from bot.telegram.screens.drafted import Drafted
from bot.telegram.screens.screen import Screen


async def draw(
    session: Session, catalogue: Catalogue, draft: Draft, visit: Visit, now: datetime
) -> Screen:
    """Return the screen of the draft's step.

    Raises:
        GoneError: its category or service has vanished.
    """
    return await _SCREENS[draft.step](Drafted(session, catalogue, draft, visit, now))


_SCREENS: dict[Step, Callable[[Drafted], Awaitable[Screen]]] = {
    Step.PLATFORM: browse.platforms,
    Step.CATEGORY: browse.categories,
    Step.SERVICE: browse.services,
    Step.CARD: browse.card,
    Step.FIELD: fields.question,
    Step.CHANGE: fields.question,
    Step.SUMMARY: summary.summary,
}
