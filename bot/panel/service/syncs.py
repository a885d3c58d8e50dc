"""When the panel's list of services is read, and whether an odd one is taken."""

from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.panel.service import panel_state
from bot.panel.tables import Shrunk

TAKEN_OVER = timedelta(minutes=5)
"""A sync that was begun and never ended is begun again after this long."""


async def begin_due(session: Session, panel_id: int, now: datetime) -> bool:
    """Begin a sync if one is due; one process does."""
    state = await panel_state.get_for_change(session, panel_id)
    if state.sync_at is not None and state.sync_at > now:
        return False
    state.sync_at = now + TAKEN_OVER
    return True


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
