"""How it stands with each panel, as rows."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.by_key import ByKey
from bot.panel.tables import Panel, PanelState, PanelStatus

_STATES = ByKey(PanelState)
_WITHIN_REACH = (
    select(PanelState)
    .join(Panel, col(Panel.id) == col(PanelState.panel_id))
    .where(col(Panel.status) != PanelStatus.OUT_OF_REACH)
    .order_by(col(PanelState.panel_id))
)


async def lock(session: AsyncSession, panel_id: int) -> PanelState:
    """Lock a panel's row and read it as it is now."""
    return _existing(await _STATES.lock(session, panel_id), panel_id)


async def find(session: AsyncSession, panel_id: int) -> PanelState:
    """Return a panel's row."""
    return _existing(await _STATES.find(session, panel_id), panel_id)


async def within_reach(session: AsyncSession) -> Sequence[PanelState]:
    """Return the rows of the panels that are worked with, the first one first."""
    return (await session.execute(_WITHIN_REACH)).scalars().all()


async def every(session: AsyncSession) -> Sequence[PanelState]:
    """Return all rows, the first panel's first."""
    query = select(PanelState).order_by(col(PanelState.panel_id))
    return (await session.execute(query)).scalars().all()


def _existing(state: PanelState | None, panel_id: int) -> PanelState:
    if state is None:
        raise RuntimeError(f"panel {panel_id} was never worked with")
    return state
