"""A storm at several panels, one of which fails, refuses, or loses answers for a while."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from sqlmodel import select

from bot.core.database.engine import Database
from bot.panel.service import bot_state
from bot.panel.tables import PanelState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.switches import Switch, Switches
from tests.chaos.people import FOLLOWERS, Ware
from tests.panels import OTHER_WORDS

CALM_SECONDS, PHASE_SECONDS = (1.0, 6.0), (2.0, 8.0)
READ_SECONDS = 120.0
REFUSALS = ("Disabled service ID", "Quantity less than minimal 100", "Invalid API key")
"""About a service, about an order, and about the whole account."""
Phase = Callable[[SandboxPanel], AbstractAsyncContextManager[None]]


def wares(panels: Sequence[SandboxPanel]) -> list[Ware]:
    """Return what people order: the same of each panel, by its own name there."""
    genuine = OTHER_WORDS["Instagram Followers [Real]"]
    return [FOLLOWERS, *(Ware(f"at {it.name}", genuine) for it in panels[1:])]


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


async def read_lists(database: Database, count: int) -> int:
    """Wait until the lists of so many panels are stored; return the catalogue's version."""
    async with asyncio.timeout(READ_SECONDS):
        while True:
            async with database.read() as session:
                states = (await session.execute(select(PanelState))).scalars().all()
                version = (await bot_state.get(session)).catalogue_version
            if sum(it.synced_at is not None for it in states) >= count:
                return version
            await asyncio.sleep(0.1)
