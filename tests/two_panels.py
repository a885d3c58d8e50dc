"""A second panel beside a bench's first one, of which single services are the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import col, select

from bot.catalogue.tables import ServiceRow
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from tests import panels
from tests.conftest import Bench, until
from tests.panels import SECRET


@asynccontextmanager
async def served(bench: Bench, panel: SandboxPanel) -> AsyncIterator[SandboxPanel]:
    """Serve a panel that the bot does not know yet; in the end the bot is stopped before it."""
    await panel.start()
    yield panel
    await bench.stop()
    await panel.stop()


async def start_with(bench: Bench, second: SandboxPanel, name: str) -> ChatClient:
    """Start the bot with both panels, and wait until a service of the second one is on sale."""
    await bench.start(SECRET_KEY=SECRET)
    assert bench.app is not None
    await panels.connect(bench.app.database, second)
    await until(lambda: name in on_sale(bench))
    return bench.private()


def on_sale(bench: Bench) -> list[str]:
    """Return the names of what people can order."""
    assert bench.app is not None
    categories = bench.app.catalogue.current.categories
    return [it.name for category in categories for it in category.services]


async def key_of(bench: Bench, panel_id: int, number: str) -> int:
    """Return our number of a panel's service."""
    assert bench.app is not None
    query = select(ServiceRow.id).where(
        col(ServiceRow.panel_id) == panel_id, col(ServiceRow.provider_id) == number
    )
    async with bench.app.database.read() as session:
        return (await session.execute(query)).scalar_one()
