"""What is known of the panel: capabilities, balance, and whether submitting is held back."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables import PanelState


async def get(session: AsyncSession) -> PanelState:
    """Return the one row, written down on first use."""
    state = await session.get(PanelState, 1)
    if state is None:
        state = PanelState()
        session.add(state)
    return state


async def look(session: AsyncSession) -> PanelState:
    """Return what is known, or a fresh row that is not stored: for transactions that only read."""
    return await session.get(PanelState, 1) or PanelState()
