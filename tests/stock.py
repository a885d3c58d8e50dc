"""A catalogue in the database, without a panel."""

from collections.abc import Sequence
from datetime import datetime

from bot.catalogue.rules.changes import Changes, compare
from bot.catalogue.rules.services import Service
from bot.catalogue.service import sync
from bot.core.database.engine import Session
from bot.panel.service import bot_state


async def stock(
    session: Session, services: Sequence[Service], now: datetime, *, panel_id: int = 0
) -> Changes:
    """Make the stored list equal to `services`, and return what that changed.

    Args:
        panel_id: whose list it is; 0: of the one that the settings name.
    """
    panel_id = panel_id or (await bot_state.get(session)).panel_id
    changes = compare(await sync.stored_list(session, panel_id), services)
    await sync.write(session, panel_id, changes, now=now, last_seen_at=now)
    return changes
