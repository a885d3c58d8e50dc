"""A catalogue in the database, without a panel."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.catalogue_changes import Changes, compare
from bot.domain.services import Service
from bot.storage import panel_list
from bot.storage.engine import Session


async def stock(session: Session, services: Sequence[Service], now: datetime) -> Changes:
    """Make the stored list equal to `services`, and return what that changed."""
    changes = compare(await panel_list.read(session), services)
    await panel_list.write(session, changes, now=now, last_seen_at=now)
    return changes
