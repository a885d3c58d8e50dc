"""Ways through the bot that it dies on: at each step of them once, and then it goes on."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlmodel import col, select

from bot.catalogue.live import LiveCatalogue
from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from tests.chaos.crash_points import RECORD, CrashingBot
from tests.conftest import Bench

PATIENCE = 60.0
RECORDED = 3
OFTEN = 3
"""A step that comes more often than this is one of a loop that goes round."""
REPEATED_PUSH = ("sendMessage", "commit: delete outbox")
"""A message comes twice only where its bot dies so: Telegram's answer is lost."""


@dataclass
class Result:
    """What came of one way whose bot died at `point`."""

    point: str
    is_certain: bool = True  # it lies on every way
    visited: bool = False
    was_on_its_way: bool = False  # nobody could know whether the panel has taken the order
    faults: list[str] = field(default_factory=list)
    pushes: int = 0
    state: str = ""


class Ways(ABC):
    """One bot and its people; each way is somebody else's.

    Args:
        power_fails: the file loses what was not surely on the disk.
    """

    def __init__(
        self, bench: Bench, database: Database, crashing: CrashingBot, *, power_fails: bool
    ) -> None:
        self._bench = bench
        self._database = database
        self._crashing = crashing
        self._power_fails = power_fails

    @abstractmethod
    async def travel(self, point: str, *, is_certain: bool = True) -> Result:
        """Go the way while the bot dies at `point` of it."""

    async def points(self, ways_recorded: int = RECORDED) -> dict[str, bool]:
        """Return every step of a way, written down along some that nothing disturbs.

        What is written in one commit depends on the moment: `True` are those that always came.
        """
        ways: list[set[str]] = []
        found: dict[str, bool] = {}
        for _ in range(ways_recorded):
            before = len(self._crashing.recorded())
            result = await self.travel(RECORD)
            assert not result.faults, result
            steps = self._crashing.recorded()[before:]
            ways.append(set(steps))
            found |= dict.fromkeys(steps, True)
        return {
            point: all(point in way for way in ways)
            for point in found
            if int(point.rpartition("(")[2].rstrip(")")) <= OFTEN
        }

    async def _revive(self, result: Result, check: Callable[[], Awaitable[None]]) -> None:
        """Start the bot again once it has died; before that `check` what it has left."""
        await self._crashing.ended()
        if self._power_fails:
            await self._crashing.lose_power(self._database)
        await check()
        self._crashing.crash_at("")
        result.visited = True
        self._crashing.start()

    async def _is_at_rest(self) -> bool:
        under_way = (
            select(InboxUpdate.update_id).where(col(InboxUpdate.handled_at).is_(None)),
            select(OutboxMessage.id).where(col(OutboxMessage.kept).is_(False)),
        )
        async with self._database.read() as session:
            for query in under_way:
                if (await session.execute(query)).first() is not None:
                    return False
        return True

    def _are_taps_answered(self, person_id: int) -> bool:
        queries = self._bench.playground.world.queries.values()
        return all(it.answer is not None for it in queries if it.person.id == person_id)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)


async def stocked(bench: Bench, database: Database) -> None:
    """Wait until the bot has something to offer."""
    await bench.panel.wait_for("services", timeout=PATIENCE)
    catalogue = LiveCatalogue(database)
    async with asyncio.timeout(PATIENCE):
        while not catalogue.stocked.is_set():
            await asyncio.sleep(0.1)
            await catalogue.refresh()
    await asyncio.sleep(0.5)  # the bot reads it about now
