"""The demo's second panel: its prices, and which of its services are sold as the first one's."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.catalogue.service import merging
from bot.catalogue.service.loading import load
from bot.core.clock import utc_now
from bot.core.database.engine import Database, Session
from bot.sandbox.panel.several import PROFILES

PROFILE = replace(PROFILES[1], factor=Decimal("0.90"))
"""It is cheaper than the first one: orders go on only where the price covers the cost."""
MERGED = frozenset(range(101, 124))
"""The first panel's numbers of the services that are; the others are left for the visitor."""
CHECK_SECONDS = 0.1


async def merge_services(database: Database, owner: int) -> None:
    """Sell some services of both panels as one, as if the owner had done so earlier.

    Returns once the bot has read both lists.
    """
    pairs = [
        (str(it.like), str(it.service["service"]))
        for it in PROFILE.offers()
        if it.is_same and it.like in MERGED
    ]
    while True:
        async with database.begin() as session:
            keys = await _keys(session)
            found = [(keys.get((1, ours)), keys.get((2, theirs))) for ours, theirs in pairs]
            ready = [(one, other) for one, other in found if one and other]
            if len(ready) == len(pairs):
                for one, other in ready:
                    await merging.merge(session, one, other, by=owner, now=utc_now())
                return
        await asyncio.sleep(CHECK_SECONDS)


async def _keys(session: Session) -> Mapping[tuple[int, str], int]:
    """Return our numbers of the services on sale, by their panels and those panels' numbers."""
    categories = (await load(session)).categories
    return {(it.panel_id, it.id): it.key for category in categories for it in category.services}
