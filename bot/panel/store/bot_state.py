"""The one row of what holds for the bot as a whole."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.database.by_key import ByKey
from bot.panel.tables import BotState

_ID = 1
_STATES = ByKey(BotState)


async def lock(session: AsyncSession) -> BotState:
    """Lock the row and read it as it is now."""
    return _existing(await _STATES.lock(session, _ID))


async def find(session: AsyncSession) -> BotState:
    """Return the row."""
    return _existing(await _STATES.find(session, _ID))


def _existing(state: BotState | None) -> BotState:
    if state is None:
        raise RuntimeError("the bot's row, which a migration makes, is missing")
    return state
