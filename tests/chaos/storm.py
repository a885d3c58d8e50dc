"""The storm: processes under load, killed at random moments, with faults on both sides."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from tests.chaos.panel_changes import PanelChanges
from tests.chaos.people import PATIENCE_SECONDS, Orderer
from tests.chaos.records import Table, compare
from tests.conftest import Bench, servers
from tests.processes import Balancer, BotProcess, WebProcess

PEOPLE = 10
SETTLE_SECONDS = 300.0
AT_WORK = 0.75
"""Of the kills; the others may come while it starts."""
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
Saying = tuple[Fault, int, Callable[[Any], Any]]
STRANGE_ADDS: tuple[Saying, ...] = (
    # After it was booked, words that sound like a refusal, or like patience.
    (Fault.SAYS_AFTER, 504, lambda _: {"error": "The upstream server is temporarily unavailable"}),
    (Fault.SAYS_AFTER, 503, lambda _: {"error": "Not enough funds on balance"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "SQLSTATE[HY000]: MySQL server has gone away"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "cURL error 28: Operation timed out"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "Temporarily out of order, please try later"}),
    # A number beside an error, a warning, or a flag.
    (
        Fault.SAYS_AFTER,
        200,
        lambda it: {**it, "error": "Insufficient quantity, created partially"},
    ),
    (Fault.SAYS_AFTER, 200, lambda it: {**it, "error": "0"}),
    (Fault.SAYS_AFTER, 200, lambda it: {**it, "success": False, "message": "Notification failed"}),
    (Fault.SAYS_AFTER, 200, lambda it: {"status": "success", "data": it}),
    # No number of an order.
    (Fault.SAYS, 200, lambda _: {"order": 0}),
    (Fault.SAYS, 200, lambda _: {"status": "error", "id": 7}),
    (Fault.SAYS, 403, lambda _: {"id": "cf-8f2", "title": "Access denied"}),
)
STRANGE_LOOKS: tuple[Saying, ...] = (
    (Fault.SAYS, 200, lambda _: {"status": "error", "msg": "Maintenance, back in an hour"}),
    (Fault.SAYS, 200, lambda _: {"status": 0, "msg": "Invalid API key"}),
    (Fault.SAYS_AFTER, 200, lambda it: {"status": "success", "data": it}),
    (Fault.SAYS_AFTER, 200, lambda it: {"result": it}),
)
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


async def run_storm(storm: Storm) -> Outcome:
    """Let people order while processes are killed, let it settle, and compare the records."""
    draw = random.Random(storm.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        async with servers(Path(folder), speed=30.0, outcomes=True) as bench:
            bench.panel.balance += 1_000_000
            # Where processes are down half of the time, what counts is that a tap is answered.
            bench.playground.messages.answer_seconds = PATIENCE_SECONDS
            async with _processes(bench, storm) as processes, _opened(bench, storm) as database:
                orderers = _people(bench, database, draw)
                changes = PanelChanges(bench, database, random.Random(draw.random()))
                done, weather = asyncio.Event(), asyncio.Event()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(_make_weather(bench, draw, weather))
                    tasks.create_task(changes.run(weather))
                    for orderer in orderers:
                        tasks.create_task(orderer.run(done))
                    kills = await _kill(processes, draw, storm.kills)
                    weather.set()
                    done.set()
                left = await _settle(database)
                aside = await _dead_letter(database)
                diaries = [each.diary for each in orderers]
                table, lost = await compare(
                    bench, database, diaries, changes, unfinished=len(left)
                )
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


@asynccontextmanager
async def _opened(bench: Bench, storm: Storm) -> AsyncIterator[Database]:
    """Open the database beside the bot."""
    bench.environment["DATABASE_URL"] = storm.url or f"sqlite:///{bench.folder / 'bot.sqlite3'}"
    database = Database(bench.settings().database_url)
    try:
        yield database
    finally:
        await database.close()


def _people(bench: Bench, database: Database, draw: random.Random) -> list[Orderer]:
    orderers = []
    for number in range(PEOPLE):
        person = bench.playground.world.add_person(f"p{number}x")
        waiting = partial(_waiting, database, person.id)
        chat, dice = bench.private(person), random.Random(draw.random())
        orderers.append(Orderer(chat, person.name, dice, waiting))
    return orderers


async def _kill(
    processes: Sequence[BotProcess], draw: random.Random, times: int
) -> dict[str, int]:
    """Kill one process after the other at random moments; each is started again at once.

    A start takes longer than most of them live: three of four are killed at work.
    """
    kills: dict[str, int] = {}
    for _ in range(times):
        process = draw.choice(processes)
        if draw.random() < AT_WORK:
            await process.started()
        await asyncio.sleep(draw.choice((0.5, 1.5, 4.0)) * draw.random())
        await process.kill()
        kills[process.command] = kills.get(process.command, 0) + 1
        await process.start()
    return kills


async def _make_weather(bench: Bench, draw: random.Random, stop: asyncio.Event) -> None:
    """Have either side fail now and then, a call at a time.

    While nobody calls, faults do not pile up: a bot that is killed all the time would meet nothing
    else.
    """
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(0.2, 1.8))
        draw.choice(_WEATHER)(bench, draw)
    bench.panel.faults.clear()
    bench.playground.faults.clear()


def _stormy_add(bench: Bench, draw: random.Random) -> None:
    _fail_panel(bench, "add", draw.choice(STORMY_ADDS), draw.uniform(0.2, 2))


def _stormy_look(bench: Bench, draw: random.Random) -> None:
    _fail_panel(bench, "status", draw.choice(STORMY_LOOKS), draw.random())


def _strange_add(bench: Bench, draw: random.Random) -> None:
    _say_at_panel(bench, "add", draw.choice(STRANGE_ADDS))


def _strange_look(bench: Bench, draw: random.Random) -> None:
    _say_at_panel(bench, "status", draw.choice(STRANGE_LOOKS))


def _say_at_panel(bench: Bench, action: str, saying: Saying) -> None:
    fault, code, body = saying
    if not bench.panel.faults.waits_for(action):
        bench.panel.faults.add(action, fault, times=1, code=code, body=body)


def _fail_panel(bench: Bench, action: str, fault: Fault, seconds: float) -> None:
    if not bench.panel.faults.waits_for(action):
        bench.panel.faults.add(action, fault, times=1, seconds=seconds)


def _flood(bench: Bench, draw: random.Random) -> None:
    _fail_telegram(bench, draw.choice(METHODS[:2]), retry_after=1)


def _bad_gateway(bench: Bench, draw: random.Random) -> None:
    _fail_telegram(bench, draw.choice(METHODS), code=502, description="Bad Gateway")


def _cut(bench: Bench, draw: random.Random) -> None:
    _fail_telegram(bench, draw.choice(METHODS), reset=True)


def _fail_telegram(bench: Bench, method: str, **fault: Any) -> None:
    if not bench.playground.faults.waits_for(method):
        bench.playground.faults.add(method, times=1, **fault)


_WEATHER: tuple[Callable[[Bench, random.Random], None], ...] = (
    _stormy_add,
    _strange_add,
    _stormy_look,
    _strange_look,
    _flood,
    _bad_gateway,
    _cut,
)


_UPDATES = select(InboxUpdate).where(
    col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.error).is_(None)
)
_PUSHES = select(OutboxMessage).where(  # what is kept waits for an owner who opens the bot
    col(OutboxMessage.dead).is_(False), col(OutboxMessage.kept).is_(False)
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
    over = [*ENDED, OrderState.UNKNOWN, OrderState.REQUOTED]
    async with database.read() as session:
        orders = await session.execute(select(Order).where(~col(Order.state).in_(over)))
        rows = [*(await session.execute(_UPDATES)).scalars()]
        rows += [*orders.scalars(), *(await session.execute(_PUSHES)).scalars()]
        return [repr(row) for row in rows]


async def _waiting(database: Database, chat_id: int) -> list[str]:
    """Return what the bot has still to do in a chat."""
    async with database.read() as session:
        updates = await session.execute(_UPDATES.where(col(InboxUpdate.lane) == chat_id))
        pushes = await session.execute(_PUSHES.where(col(OutboxMessage.chat_id) == chat_id))
        return [repr(row) for row in [*updates.scalars(), *pushes.scalars()]]


async def _dead_letter(database: Database) -> list[str]:
    query = select(InboxUpdate.error).where(col(InboxUpdate.error).is_not(None))
    async with database.read() as session:
        return [f"set aside: {(error or '')[-300:]}" for error in await session.scalars(query)]
