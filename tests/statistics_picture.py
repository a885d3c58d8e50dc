"""`python -m tests.statistics_picture FILE`: draw the README's picture, of a made-up order log."""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.charts.drawing import draw
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.languages import Catalogues
from bot.core.telegram.context import Actor
from bot.reports.rules.date_ranges import last_days
from bot.reports.rules.statistics import Statistics
from bot.reports.screens import report_scope
from bot.reports.screens.statistics_picture import SERVICES, picture
from bot.reports.store import statistics as storage
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
        actor = Actor(group, 1, "Max", Role.ADMINISTRATOR, Catalogues().translator("en"))
        span, counted = last_days(NOW.date(), DAYS), Statistics(UTC)
        async with database.read() as session:
            async for orders in storage.read(
                session, report_scope.scope(actor, report_scope.THIS_CHAT, span)
            ):
                counted.count(orders)
        await database.close()
    summary = counted.summary(span, services=SERVICES)
    return draw(picture(actor, report_scope.THIS_CHAT, span, summary))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(asyncio.run(png()))
