"""`python -m tests.statistics_picture FILE`: draw the README's picture, of a made-up order log."""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.access import Role
from bot.domain.spans import last_days
from bot.domain.statistics import Statistics
from bot.i18n import Catalogues
from bot.reports.drawing import draw
from bot.storage import statistics as storage
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables import Chat
from bot.telegram import whose
from bot.telegram.context import Visit
from bot.telegram.screens.statistics_picture import SERVICES, picture
from tests.order_log import fill

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
ORDERS, DAYS = 800, 30


async def png() -> bytes:
    """Draw what /stats shows a group."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bot.sqlite3")
        await migrate(database)
        await fill(database, ORDERS, NOW, days=DAYS)
        group = Chat(id=1, type="group", title="Night shift", language="en", created_at=NOW)
        visit = Visit(group, 1, "Max", Role.ADMINISTRATOR, Catalogues().translator("en"))
        span, counted = last_days(NOW.date(), DAYS), Statistics(UTC)
        async with database.read() as session:
            async for orders in storage.read(session, whose.scope(visit, whose.THIS_CHAT, span)):
                counted.count(orders)
        await database.close()
    summary = counted.summary(span, services=SERVICES)
    return draw(picture(visit, whose.THIS_CHAT, span, summary))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(asyncio.run(png()))
