"""The one row of what is known of the panel."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.database.by_key import ByKey
from bot.panel.tables import PanelState

_ID = 1
_STATES = ByKey(PanelState)


async def lock(session: AsyncSession) -> PanelState:
    """Lock the row and read it as it is now."""
    return _existing(await _STATES.lock(session, _ID))


async def find(session: AsyncSession) -> PanelState:
    """Return the row."""
    return _existing(await _STATES.find(session, _ID))


def _existing(state: PanelState | None) -> PanelState:
    if state is None:
        raise RuntimeError("the panel's row, which the first migration makes, is missing")
    return state
