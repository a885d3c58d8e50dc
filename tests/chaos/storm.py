"""The storm: processes under load, killed at random moments, with faults on both sides."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from bot.domain.orders import ENDED, OrderState
from bot.provider.sandbox.faults import Fault
from bot.storage.engine import Database
from bot.storage.tables import InboxUpdate, Order, OutboxMessage
from tests.chaos.people import PATIENCE_SECONDS, Orderer
from tests.chaos.records import Table, compare
from tests.conftest import Bench, servers
from tests.processes import Balancer, BotProcess, WebProcess

PEOPLE = 10
SETTLE_SECONDS = 300.0
STORMY_ADDS = (
    Fault.LOST_ANSWER,
    Fault.RESET,
    Fault.ERROR_500,
    Fault.ERROR_500_AFTER,
    Fault.TRUNCATED,
    Fault.HTML_200,
    Fault.RATE_LIMIT,
    Fault.SLOW_AFTER,
)
STORMY_LOOKS = (*STORMY_ADDS, Fault.EMPTY, Fault.MAINTENANCE)
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")


@dataclass(frozen=True)
class Storm:
    """What is asked for.

    Attributes:
        kills: how many processes are killed.
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
    """

    seed: int
    kills: int
    url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        left: what did not come to an end, was set aside, or not answered in time.
    """

    table: Table
    left: Sequence[str]
    kills: dict[str, int]
    seconds: float


async def unleash(storm: Storm) -> Outcome:
    """Let people order while processes are killed, let it settle, and compare the records."""
    draw = random.Random(storm.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        async with servers(Path(folder), speed=30.0, outcomes=True) as bench:
            bench.panel.balance += 1_000_000
            # Where processes are down half of the time, what counts is that a tap is answered.
            bench.playground.messages.answer_seconds = PATIENCE_SECONDS
            async with _processes(bench, storm) as processes:
                orderers = _people(bench, draw)
                done, weather = asyncio.Event(), asyncio.Event()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(_make_weather(bench, draw, weather))
                    for orderer in orderers:
                        tasks.create_task(orderer.run(done))
                    kills = await _kill(processes, draw, storm.kills)
                    weather.set()
                    done.set()
                database = Database(_async_url(bench, storm))
                try:
                    left = await _settle(database)
                    aside = await _set_aside(database)
                    diaries = [each.diary for each in orderers]
                    table, lost = await compare(bench, database, diaries, unfinished=len(left))
                finally:
                    await database.close()
    missed = [it.seen for diary in diaries for it in diary.missed]
    return Outcome(table, [*lost, *left, *aside, *missed], kills, time.monotonic() - began)


@asynccontextmanager
async def _processes(bench: Bench, storm: Storm) -> AsyncIterator[Sequence[BotProcess]]:
    balancer = Balancer()
    await balancer.start()
    processes: list[BotProcess] = [BotProcess(bench)]
    if storm.url:
        environment = {"DATABASE_URL": storm.url}
        processes = [
            *(WebProcess(bench, balancer, **environment) for _ in range(2)),
            *(BotProcess(bench, "worker", **environment) for _ in range(2)),
        ]
    try:
        for process in processes:
            await process.start()
        await processes[0].said("catalogue_read", times=2 if storm.url else 1)
        yield processes
    finally:
        for process in processes:
            await process.kill()
        await balancer.stop()


def _people(bench: Bench, draw: random.Random) -> list[Orderer]:
    names = [f"p{number}x" for number in range(PEOPLE)]
    people = [bench.playground.world.add_person(name) for name in names]
    return [
        Orderer(bench.private(person), name, random.Random(draw.random()))
        for person, name in zip(people, names, strict=True)
    ]


async def _kill(
    processes: Sequence[BotProcess], draw: random.Random, times: int
) -> dict[str, int]:
    """Kill one process after the other at random moments; each is started again at once."""
    kills: dict[str, int] = {}
    for _ in range(times):
        await asyncio.sleep(draw.choice((0.5, 2.0, 6.0)) * draw.random())
        process = draw.choice(processes)
        await process.kill()
        kills[process.command] = kills.get(process.command, 0) + 1
        await process.start()
    return kills


async def _make_weather(bench: Bench, draw: random.Random, stop: asyncio.Event) -> None:
    """Have either side fail now and then, a call at a time."""
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(0.2, 1.8))
        draw.choice(_WEATHER)(bench, draw)
    bench.panel.faults.clear()
    bench.playground.faults.clear()


def _stormy_add(bench: Bench, draw: random.Random) -> None:
    seconds = draw.uniform(0.2, 2)
    bench.panel.faults.add("add", draw.choice(STORMY_ADDS), times=1, seconds=seconds)


def _stormy_look(bench: Bench, draw: random.Random) -> None:
    bench.panel.faults.add("status", draw.choice(STORMY_LOOKS), times=1, seconds=draw.random())


def _flood(bench: Bench, draw: random.Random) -> None:
    bench.playground.faults.add(draw.choice(METHODS[:2]), times=1, retry_after=1)


def _bad_gateway(bench: Bench, draw: random.Random) -> None:
    method = draw.choice(METHODS)
    bench.playground.faults.add(method, times=1, code=502, description="Bad Gateway")


def _cut(bench: Bench, draw: random.Random) -> None:
    bench.playground.faults.add(draw.choice(METHODS), times=1, reset=True)


_WEATHER: tuple[Callable[[Bench, random.Random], None], ...] = (
    _stormy_add,
    _stormy_look,
    _flood,
    _bad_gateway,
    _cut,
)


async def _settle(database: Database) -> list[str]:
    """Wait until nothing is under way any more; return what still is in the end."""
    until = time.monotonic() + SETTLE_SECONDS
    while left := await _under_way(database):
        if time.monotonic() > until:
            break
        await asyncio.sleep(0.5)
    return left


async def _under_way(database: Database) -> list[str]:
    over = [*ENDED, OrderState.UNKNOWN]
    async with database.read() as session:
        updates = await session.execute(
            select(InboxUpdate).where(
                col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.error).is_(None)
            )
        )
        orders = await session.execute(select(Order).where(~col(Order.state).in_(over)))
        pushes = await session.execute(
            select(OutboxMessage).where(col(OutboxMessage.dead).is_(False))
        )
        return [repr(row) for rows in (updates, orders, pushes) for row in rows.scalars()]


async def _set_aside(database: Database) -> list[str]:
    query = select(InboxUpdate.error).where(col(InboxUpdate.error).is_not(None))
    async with database.read() as session:
        return [f"set aside: {(error or '')[-300:]}" for error in await session.scalars(query)]


def _async_url(bench: Bench, storm: Storm) -> str:
    bench.environment["DATABASE_URL"] = storm.url or f"sqlite:///{bench.folder / 'bot.sqlite3'}"
    return bench.settings().database_url
