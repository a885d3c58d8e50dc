"""Every gap of an order's way: the bot dies in each of them once, and goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from bot.catalogue.live import LiveCatalogue
from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from tests.chaos.crash_points import RECORD, CrashingBot
from tests.conftest import Bench, servers
from tests.ordering import fill_default

PATIENCE = 20.0
RECORDED = 3
OFTEN = 3
"""A step that comes more often than this is one of a loop that goes round."""


@dataclass
class Result:
    """What came of one order whose bot died at `point`."""

    point: str
    is_certain: bool = True  # it lies on every way
    visited: bool = False
    was_on_its_way: bool = False  # nobody could know whether the panel has taken it
    faults: list[str] = field(default_factory=list)
    pushes: int = 0
    state: str = ""


class Scenario:
    """One bot and its people; each order is ordered by somebody else."""

    def __init__(
        self, bench: Bench, database: Database, crashing: CrashingBot, *, power_fails: bool
    ) -> None:
        self._bench = bench
        self._database = database
        self._crashing = crashing
        self._power_fails = power_fails
        self._number = 0

    async def points(self) -> dict[str, bool]:
        """Return every step of an order's way, written down along some that nothing disturbs.

        What is written in one commit depends on the moment: `True` are those that always came.
        """
        ways: list[set[str]] = []
        found: dict[str, bool] = {}
        for _ in range(RECORDED):
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

    async def travel(self, point: str, *, is_certain: bool = True) -> Result:
        """Order while the bot dies at `point` of the way from Confirm to the last push."""
        self._number += 1
        result = Result(point, is_certain)
        person = self._bench.playground.world.add_person(f"p{self._number}x")
        chat = self._bench.private(person)
        link = f"https://www.instagram.com/p{self._number}x/"
        await fill_default(chat, link=link)
        await _until(self._is_at_rest)  # the form's last steps are none of the order's
        self._crashing.crash_at(point)
        reviving = asyncio.create_task(self._revive(result, link))
        await chat.tap("Confirm", wait=False)
        await self._settle(link)
        if self._crashing.spare():
            reviving.cancel()
        await asyncio.gather(reviving, return_exceptions=True)
        await self._settle(link)
        await self._validate(result, chat, person.id, link)
        return result

    async def _revive(self, result: Result, link: str) -> None:
        await self._crashing.ended()
        if self._power_fails:
            await self._crashing.lose_power(self._database)
        result.was_on_its_way = await self._states(link) == [OrderState.SUBMITTING]
        self._crashing.crash_at("")
        result.visited = True
        self._crashing.start()

    async def _settle(self, link: str) -> None:
        await _until(partial(self._is_settled, link))

    async def _is_settled(self, link: str) -> bool:
        states = await self._states(link)
        ended = states in ([OrderState.COMPLETED], [OrderState.UNKNOWN])
        return ended and await self._is_at_rest()

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

    async def _states(self, link: str) -> list[OrderState]:
        async with self._database.read() as session:
            query = select(Order.state).where(col(Order.link) == link)
            return [OrderState(state) for state in (await session.execute(query)).scalars()]

    async def _validate(self, result: Result, chat: ChatClient, person: int, link: str) -> None:
        states = await self._states(link)
        bought = sum(
            order.params.get("link") == link for order in self._bench.panel.orders.values()
        )
        result.state = states[0].value if states else "none"
        result.pushes = sum("is completed" in message.text for message in chat.bot_messages())
        end = OrderState.UNKNOWN if result.was_on_its_way else OrderState.COMPLETED
        checks = {
            "logged once, completed, or not known where it cannot be": states == [end],
            "bought at most once": bought <= 1,
            "bought if completed": OrderState.COMPLETED not in states or bought == 1,
            "told of the end": OrderState.COMPLETED not in states or result.pushes >= 1,
            "told twice only where Telegram's answer was lost": result.pushes <= 1
            or result.point.startswith(("sendMessage", "commit: delete outbox")),
            "tap answered": all(
                query.answer is not None
                for query in self._bench.playground.world.queries.values()
                if query.person.id == person
            ),
        }
        result.faults = [name for name, holds in checks.items() if not holds]


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)


async def _stocked(bench: Bench, database: Database) -> None:
    """Wait until the bot has something to offer."""
    await bench.panel.wait_for("services", timeout=PATIENCE)
    catalogue = LiveCatalogue(database)
    async with asyncio.timeout(PATIENCE):
        while not catalogue.stocked.is_set():
            await asyncio.sleep(0.1)
            await catalogue.refresh()
    await asyncio.sleep(0.5)  # the bot reads it about now


async def actor(
    folder: Path, url: str, *, power_fails: bool = False, part: int = 0, parts: int = 1
) -> Sequence[Result]:
    """Die at every point, or at those of one part of several.

    Args:
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
        power_fails: the file loses what was not surely on the disk.
    """
    async with servers(folder) as bench:
        if url:
            bench.environment["DATABASE_URL"] = url
        bench.environment["POLL_SECONDS"] = "0.2"
        settings = bench.settings()
        crashing = CrashingBot(settings, folder / "steps.txt")
        crashing.start()
        database = Database(settings.database_url)
        try:
            await _stocked(bench, database)
            scenario = Scenario(bench, database, crashing, power_fails=power_fails)
            points = await scenario.points()
            return [
                await scenario.travel(point, is_certain=certain)
                for point, certain in list(points.items())[part::parts]
            ]
        finally:
            await crashing.kill()
            await database.close()
