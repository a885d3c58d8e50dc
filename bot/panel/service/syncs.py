"""When the panel's list of services is read, and whether an odd one is taken."""

from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.panel.service import panel_state
from bot.panel.tables import PanelState, Shrunk

TAKEN_OVER = timedelta(minutes=5)
"""A sync that was begun and never ended is begun again after this long."""


async def is_due(session: Session, panel_id: int, now: datetime) -> bool:
    """Return whether a sync is due."""
    return _is_due(await panel_state.get(session, panel_id), now)


async def begin_due(session: Session, panel_id: int, now: datetime) -> bool:
    """Begin a sync if one is due; one process does."""
    state = await panel_state.get_for_change(session, panel_id)
    if not _is_due(state, now):
        return False
    state.sync_at = now + TAKEN_OVER
    return True


def _is_due(state: PanelState, now: datetime) -> bool:
    return state.sync_at is None or state.sync_at <= now


async def set_next(session: Session, panel_id: int, at: datetime | None) -> None:
    """Set when the list is read next; `None` is at once."""
    (await panel_state.get_for_change(session, panel_id)).sync_at = at


async def request(session: Session) -> None:
    """Have every panel's list read at once."""
    for state in await panel_state.within_reach(session):
        await set_next(session, state.panel_id, None)
    notify_on_commit(session, Topic.PANEL)


async def accept_list(session: Session, panel_id: int) -> bool:
    """Have the list read again and taken as it is; `False` if none was held to be an accident."""
    state = await panel_state.get_for_change(session, panel_id)
    if state.shrunk is not Shrunk.ALERTED:
        return False
    state.shrunk, state.sync_at = Shrunk.BELIEVED, None
    notify_on_commit(session, Topic.PANEL)
    return True
