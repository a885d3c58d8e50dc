"""A catalogue in the database, without a panel."""

from collections.abc import Sequence
from datetime import datetime

from bot.catalogue.rules.changes import Changes, compare
from bot.catalogue.rules.services import Service
from bot.catalogue.service import sync
from bot.core.database.engine import Session


async def stock(session: Session, services: Sequence[Service], now: datetime) -> Changes:
    """Make the stored list equal to `services`, and return what that changed."""
    changes = compare(await sync.stored_list(session), services)
    await sync.write(session, changes, now=now, last_seen_at=now)
    return changes
