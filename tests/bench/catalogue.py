"""A catalogue of any size: how long a sync takes, what it writes, and how quick its pages are."""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.catalogue.jobs import CatalogueSync
from bot.catalogue.live import LiveCatalogue
from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.screens.listing import PAGE_SIZE
from bot.catalogue.search import index_of
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.languages import Catalogues
from bot.core.loops.options import WorkerOptions
from bot.core.paging import page_count
from bot.core.telegram.context import Actor
from bot.orders.screens import form
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import load_form
from bot.orders.tables import Draft, Step
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from bot.sandbox.panel.catalogue import make_services
from tests.bench.memory import REST_SECONDS, resident
from tests.bench.metrics import Row, percentile
from tests.conftest import Bench
from tests.processes import BotProcess
from tests.writes import counted

SIZES = (10_000, 50_000)
FEW = 100
NOW = datetime.now(UTC)
NOTHING = index_of(Catalogue())
ACTOR = Actor(
    chat=Chat(id=1, type="private", title="", language="en", created_at=NOW),
    user_id=1,
    name="Olivia",
    role=Role.OWNER,
    t=Catalogues().translator("en"),
)


async def run(bench: Bench) -> list[Row]:
    """Return the metrics of each size."""
    rows: list[Row] = []
    for size in SIZES:
        async with served(bench.folder / f"{size}.json") as panel:
            rows += await _measure(bench, panel, size)
    return rows


@dataclass(frozen=True)
class ListServer:
    """Where a list is served, and the file it is read from."""

    url: str
    file: Path

    def sells(self, services: list[dict[str, Any]], **style: Any) -> None:
        """Change the list."""
        self.file.write_text(json.dumps(services, **style), encoding="utf-8")


@asynccontextmanager
async def served(file: Path) -> AsyncIterator[ListServer]:
    """Serve the list that stands in a file, from a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.list_panel", str(file), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    yield ListServer((await process.stdout.readline()).decode().strip(), file)
    process.terminate()
    await process.wait()


async def _measure(bench: Bench, panel: ListServer, size: int) -> list[Row]:
    database = Database(f"sqlite:///{bench.folder / f'{size}.sqlite3'}")
    await migrate(database)
    client = PanelClient(PanelOptions(url=panel.url, key="k"))
    sync = CatalogueSync(database, ConnectedPanel(1, client), WorkerOptions(owners=(1,)))
    services = make_services(size)
    gc.freeze()  # what the bench holds is none of the bot's
    is_target = size == SIZES[0]
    rows = []

    async def take(what: str, target: str = "") -> None:
        cost = await cost_of(database, sync.sync)
        rows.append(Row(f"sync of {size:,}: {what}", str(cost), target if is_target else ""))

    panel.sells(services)
    await take("the first")
    await take("unchanged", "under 150 ms of CPU, 0 rows")
    panel.sells(services, indent=1)
    await take("the same in other bytes", "0 rows")
    for service in services[:: size // FEW]:
        service["rate"] = str(float(service["rate"]) + 1)
    panel.sells(services)
    await take(f"{FEW} prices changed", f"{FEW} rows")
    panel.sells([{**services[0], "service": 1, "category": "New"}, *services])
    await take("a new one comes first", "2 rows")
    live = LiveCatalogue(database)
    cost = await cost_of(database, live.refresh)
    rows.append(Row(f"catalogue of {size:,}: read into memory", str(cost)))
    rows += await _pages(database, live.current, target="under 2 ms" if is_target else "")
    await client.aclose()
    await database.close()
    rows.append(await _memory(bench, panel, size, target="under 40 MiB more" if is_target else ""))
    return rows


@dataclass(frozen=True)
class Cost:
    """What something took: seconds, seconds of CPU, the longest time that nothing else ran."""

    wall: float
    cpu: float
    blocked: float
    rows: int

    def __str__(self) -> str:
        return (
            f"{self.wall * 1000:.0f} ms, {self.cpu * 1000:.0f} ms of CPU, "
            f"loop blocked {self.blocked * 1000:.0f} ms, {self.rows:,} rows"
        )


async def cost_of(database: Database, change: Callable[[], Awaitable[object]]) -> Cost:
    """Do something, and return what it took; the rows are those of services and categories."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began - 0.001)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    longest = 0.0
    with counted(database) as written:
        wall, cpu = time.perf_counter(), time.process_time()
        await change()
        cost = (time.perf_counter() - wall, time.process_time() - cpu)
    watching.cancel()
    return Cost(*cost, longest, written.rows)


async def _pages(database: Database, catalogue: Catalogue, *, target: str) -> list[Row]:
    """Draw every page of every list, and say how long one takes."""
    size = sum(platform.size for platform in catalogue.platforms)
    lists: dict[str, list[dict[str, Any]]] = {
        "platforms": [{"step": Step.PLATFORM}],
        "categories": [
            {"step": Step.CATEGORY, "platform": platform.name, "page": page}
            for platform in catalogue.platforms
            for page in range(page_count(len(platform.categories), PAGE_SIZE))
        ],
        "services": [
            {"step": Step.SERVICE, "category_id": category.id, "page": page}
            for category in catalogue.categories
            for page in range(page_count(len(category.services), PAGE_SIZE))
        ],
    }
    rows = []
    await _draw(database, catalogue, lists["platforms"][0])  # Babel reads its data once
    for name, pages in lists.items():
        times = [await _draw(database, catalogue, values) for values in pages]
        first, median = times[0] * 1000, percentile(sorted(times), 0.5) * 1000
        found = (
            f"first {first:.2f} ms, median of {len(times):,} {median:.2f} ms, "
            f"p99 {percentile(sorted(times), 0.99) * 1000:.2f} ms"
        )
        rows.append(Row(f"pages of {size:,}: {name}", found, target))
    return rows


async def _draw(database: Database, catalogue: Catalogue, values: dict[str, Any]) -> float:
    """Draw a page for an owner, and return how long that took."""
    draft = Draft(
        id=1, key="k", chat_id=1, user_id=1, user_name="", updated_at=NOW, revision=1, **values
    )
    async with database.read() as session:
        began = time.process_time()
        data = await load_form(
            session, draft, catalogue, NOTHING, chat=ACTOR.chat, role=ACTOR.role, now=NOW
        )
        form.draw(FormView(catalogue, NOTHING, draft, ACTOR, NOW, data))
        return time.process_time() - began


async def _memory(bench: Bench, panel: ListServer, size: int, *, target: str) -> Row:
    """Return how much larger the bot is at rest than with thirteen services."""
    sizes = []
    for number in (13, size):
        panel.sells(make_services(number))
        database = f"sqlite:///{bench.folder / f'memory-{size}-{number}.sqlite3'}"
        bot = BotProcess(
            bench, "run", module="bot", PROVIDER_API_URL=panel.url, DATABASE_URL=database
        )
        await bot.start()
        log = (bench.folder / "bot.log").read_text().count("catalogue_read")
        await bot.said("catalogue_read", log + 1)
        await asyncio.sleep(REST_SECONDS)
        sizes.append(resident(bot.pid))
        await bot.interrupt()
    few, many = sizes
    found = f"{many / 2**20:.0f} MiB, {(many - few) / 2**20:.0f} more than with 13"
    return Row(f"the bot at rest with {size:,}: memory", found, target)
