"""A storm at several panels, one of which fails, refuses, or loses answers for a while."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from sqlmodel import col, select

from bot.catalogue.rules.sources import Preference
from bot.catalogue.service import merging
from bot.catalogue.tables import MergedService, ServiceRow
from bot.core.database.engine import Database
from bot.orders.tables import OrderEvent
from bot.panel.service import bot_state
from bot.panel.tables import PanelState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.offers import at_prices
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.switches import Switch, Switches
from tests.chaos.people import FOLLOWERS, Ware
from tests.chaos.wallets import WORTH
from tests.conftest import OWNER_ID
from tests.panels import OTHER_WORDS

CALM_SECONDS, PHASE_SECONDS = (0.2, 2.0), (2.0, 8.0)
READ_SECONDS = 120.0
REAL, GENUINE = "Instagram Followers [Real]", OTHER_WORDS["Instagram Followers [Real]"]
"""What people order, and what other panels call it."""
REROUTED = "% -> %: %"
"""How the log says that an order went from one panel on to another, and then why."""
OTHER_CURRENCIES = ("INR", "EUR")
"""Of the panels after the first one, which charges in dollars."""
OWN = 7
SWAPPED = (1, -1)
"""Of a panel's list: its own service, and another one; what is sold as one keeps its number."""
REFUSALS = ("Disabled service ID", "Quantity less than minimal 100", "Invalid API key")
"""About a service, about an order, and about the whole account."""
Phase = Callable[[SandboxPanel], AbstractAsyncContextManager[None]]


def stock(panels: Sequence[SandboxPanel]) -> None:
    """Have each panel sell a service of its own as well, for money in its own currency.

    It says nothing of what it guarantees, which some dialects never do: what promises something
    else is not sold as one with it.
    """
    for panel in panels:
        panel.services[:] = at_prices(panel.services, 1 / WORTH[panel.currency])
        first = panel.services[0]
        for flag in ("refill", "cancel", "dripfeed"):
            first.pop(flag)
        panel.services.append(first | {"service": OWN, "name": f"Followers of {panel.name}"})


def wares(panels: Sequence[SandboxPanel]) -> list[Ware]:
    """Return what people order: a service of the first panel, which is bought from all of them.

    And, where there are several, each panel's own, half as often in all.
    """
    if len(panels) == 1:
        return [FOLLOWERS]
    own = [
        Ware("Followers" if it is panels[0] else f"at {it.name}", f"of {it.name}") for it in panels
    ]
    return [*[FOLLOWERS] * 2 * len(panels), *own]


async def merge(database: Database) -> None:
    """Have the first panel's service bought from all panels."""
    query = select(ServiceRow).where(col(ServiceRow.name).in_([REAL, GENUINE]))
    async with database.begin() as session:
        rows = (await session.scalars(query.order_by(col(ServiceRow.panel_id)))).all()
        for other in rows[1:]:
            await merging.merge(session, rows[0].id, other.id, by=OWNER_ID, now=_now())


async def change_preference(database: Database, draw: random.Random, stop: asyncio.Event) -> None:
    """Have an owner say otherwise where to buy first, until `stop` is set."""
    query = select(MergedService.service_id)
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(*CALM_SECONDS))
        async with database.begin() as session:
            (service_id,) = (await session.scalars(query)).all()
            preference = draw.choice(list(Preference))
            await merging.prefer(session, service_id, preference, by=OWNER_ID, now=_now())


async def break_panels(
    panels: Sequence[SandboxPanel], draw: random.Random, stop: asyncio.Event
) -> None:
    """Have one panel after the other fail for some seconds, until `stop` is set."""
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(*CALM_SECONDS))
        async with draw.choice(_PHASES)(draw.choice(panels)):
            await asyncio.sleep(draw.uniform(*PHASE_SECONDS))


@asynccontextmanager
async def _failing(
    panel: SandboxPanel, fault: Fault, action: str = "add", text: str = ""
) -> AsyncIterator[None]:
    injected = panel.faults.add(action, fault, text=text)
    try:
        yield
    finally:
        panel.faults.discard(injected)


@asynccontextmanager
async def _switched(panel: SandboxPanel, switch: Switch) -> AsyncIterator[None]:
    switches = Switches(panel)
    await switches.turn(switch, on=True)
    try:
        yield
    finally:
        await switches.turn(switch, on=False)


def _fails(fault: Fault, action: str = "add", text: str = "") -> Phase:
    return lambda panel: _failing(panel, fault, action, text)


_PHASES: Sequence[Phase] = (
    *(_fails(Fault.REFUSAL, text=words) for words in REFUSALS),
    _fails(Fault.LOST_ANSWER),
    _fails(Fault.RESET),
    _fails(Fault.RATE_LIMIT),
    _fails(Fault.ERROR_500, "*"),
    partial(_switched, switch=Switch.DOWN),
    partial(_switched, switch=Switch.BROKE),
)


async def read_lists(database: Database, count: int) -> None:
    """Wait until the lists of so many panels are stored."""
    query = select(PanelState.panel_id).where(col(PanelState.synced_at).is_not(None))
    async with asyncio.timeout(READ_SECONDS):
        while True:
            async with database.read() as session:
                if len((await session.scalars(query)).all()) >= count:
                    return
            await asyncio.sleep(0.1)


async def catalogue_version(database: Database) -> int:
    """Return the version of the stored catalogue."""
    async with database.read() as session:
        return (await bot_state.get(session)).catalogue_version


async def count_rerouted(database: Database) -> int:
    """Count the orders that went on to another panel, since one could not take them."""
    query = select(OrderEvent.order_id).where(col(OrderEvent.note).like(REROUTED)).distinct()
    async with database.read() as session:
        return len((await session.scalars(query)).all())


def _now() -> datetime:
    return datetime.now(UTC)
