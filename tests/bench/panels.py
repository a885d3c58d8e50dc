"""Several panels: what reading their lists takes, beside the list of one."""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from typing import Any

from bot.catalogue.jobs import CatalogueSync
from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.loops.options import WorkerOptions
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import connecting
from bot.panel.vault import Vault
from bot.sandbox.panel.catalogue import make_services
from tests.bench.catalogue import FEW, Cost, ListServer, cost_of, served
from tests.bench.metrics import Row
from tests.conftest import Bench
from tests.panels import SECRET

SIZE = 10_000
COUNT = 3
MOST = 3.3
"""Times one panel's."""
ROUNDS = 5
"""Of which the median counts."""


async def run(bench: Bench) -> list[Row]:
    """Return what the lists of several panels take, of what one takes."""
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(served(bench.folder / f"panel-{number}.json"))
            for number in range(COUNT)
        ]
        gc.freeze()  # what the bench holds is none of the bot's
        alone, together = Taken(), Taken()
        for number in range(ROUNDS):
            await _measure(bench, servers[:1], f"one-{number}", alone)
            await _measure(bench, servers, f"all-{number}", together)
    return [_row(what, alone.costs[what], together.costs[what]) for what in alone.costs]


class Taken:
    """What each reading has cost, by what has changed before it."""

    def __init__(self) -> None:
        self.costs: dict[str, list[Sequence[Cost]]] = {}

    def add(self, what: str, costs: Sequence[Cost]) -> None:
        """Add what the panels' lists have cost, one after the other."""
        self.costs.setdefault(what, []).append(costs)


async def _measure(bench: Bench, servers: Sequence[ListServer], name: str, taken: Taken) -> None:
    """Read all lists, as they are and after changes; each panel sells other services."""
    database = Database(f"sqlite:///{bench.folder / f'{name}.sqlite3'}")
    await migrate(database)
    lists = [make_services(SIZE, number) for number in range(1, len(servers) + 1)]
    async with _syncs(database, servers) as syncs:

        async def read(what: str, **style: Any) -> None:
            costs = []
            for sync, server, services in zip(syncs, servers, lists, strict=True):
                server.sells(services, **style)
                costs.append(await cost_of(database, sync.sync))
            taken.add(what, costs)

        await read("the first")
        await read("unchanged")
        await read("the same in other bytes", indent=1)
        for services in lists:
            for service in services[:: SIZE // FEW]:
                service["rate"] = str(float(service["rate"]) + 1)
        await read(f"{FEW} prices changed")
    await database.close()


@asynccontextmanager
async def _syncs(
    database: Database, servers: Sequence[ListServer]
) -> AsyncIterator[Sequence[CatalogueSync]]:
    """Return what reads each panel's list; all but the first are panels that owners added."""
    numbers = [1]
    async with database.begin() as session:
        for server in servers[1:]:
            account = PanelAccount(server.url, "k")
            added = await connecting.add(session, account, Vault(SECRET), utc_now())
            numbers.append(added.id)
    clients = [PanelClient(PanelOptions(url=server.url, key="k")) for server in servers]
    options = WorkerOptions(owners=(1,))
    yield [
        CatalogueSync(database, ConnectedPanel(number, client), options)
        for number, client in zip(numbers, clients, strict=True)
    ]
    for client in clients:
        await client.aclose()


def _row(what: str, alone: Sequence[Sequence[Cost]], together: Sequence[Sequence[Cost]]) -> Row:
    def total(costs: Sequence[Sequence[Cost]], of: Callable[[Cost], float]) -> float:
        return median(sum(map(of, each)) for each in costs)

    cpu = (total(alone, lambda it: it.cpu), total(together, lambda it: it.cpu))
    rows = total(together, lambda it: it.rows)
    found = (
        f"{cpu[1] / cpu[0]:.2f} of one ({cpu[0] * 1000:.0f} and {cpu[1] * 1000:.0f} ms of CPU), "
        f"{rows:,.0f} rows"
    )
    return Row(f"sync of {COUNT} x {SIZE:,}: {what}", found, f"at most {MOST}")
