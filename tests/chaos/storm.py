"""The storm: processes under load, killed at random moments, with faults on both sides."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, or_, select

from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import ENDED, FINISHED, OrderState
from bot.orders.tables import Order
from bot.payments.rules.states import PaymentState
from bot.payments.tables import Payment
from bot.sandbox.panel.faults import Fault
from tests.chaos import payers
from tests.chaos.panel_changes import PanelChanges
from tests.chaos.payers import PAYERS, Payer, give_back, switch_on
from tests.chaos.people import PATIENCE_SECONDS, Orderer, Pace
from tests.chaos.records import Table, compare
from tests.chaos.wallets import (
    SELLING,
    Cashier,
    end_otherwise,
    have_second_thoughts,
    least_price,
    look_up,
)
from tests.conftest import Bench, servers
from tests.processes import Balancer, BotProcess, WebProcess

PEOPLE = 10
IN_GROUPS = 3
"""Of them, where wallets pay: these people pay from their own wallet here and there at once."""
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
ROWS_SHOWN = 20
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")


@dataclass(frozen=True)
class Storm:
    """What is asked for.

    Attributes:
        kills: how many processes are killed.
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
        wallets: people and groups pay from wallets, in another currency than the panel's.
        payments: people pay in with Stars as well.
    """

    seed: int
    kills: int
    url: str = ""
    wallets: bool = False
    payments: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of the bot's processes that are not every test's."""
        database = {"DATABASE_URL": self.url} if self.url else {}
        return database | (SELLING if self.wallets else {})


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

    def report(self) -> str:
        """Return every figure on a line of its own, and what is behind those that are not 0."""
        kills = ", ".join(f"{count} {command}" for command, count in sorted(self.kills.items()))
        lines = [f"killed: {kills}; {self.seconds:.0f} s"]
        lines += [f"  {line}" for line in self.table.lines()]
        return "\n".join(lines + [f"  left: {row}" for row in self.left[:ROWS_SHOWN]])


@dataclass(frozen=True)
class _Cast:
    """Who plays a part in a storm, beside the bot's processes.

    Attributes:
        cashier: `None`: the operator pays for all.
    """

    bench: Bench
    database: Database
    draw: random.Random
    orderers: Sequence[Orderer]
    changes: PanelChanges
    cashier: Cashier | None = None
    payers: Sequence[Payer] = ()


async def run_storm(storm: Storm) -> Outcome:
    """Let people order while processes are killed, let it settle, and compare the records."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        async with (
            servers(Path(folder), speed=30.0, outcomes=True) as bench,
            _opened(bench, storm) as database,
        ):
            bench.panel.balance += 1_000_000
            # Where processes are down half of the time, what counts is that a tap is answered.
            bench.playground.messages.answer_seconds = PATIENCE_SECONDS
            cast = await _cast(storm, bench, database)
            async with _processes(bench, storm) as processes:
                kills = await _let_order(cast, processes, storm.kills)
                left = await _settle(database)
                if cast.cashier is not None:
                    await look_up(bench, database, cast.cashier.draw)
                    await have_second_thoughts(bench, database, cast.cashier.draw)
                    left = await _settle(database)
                table, found = await _compared(cast, left)
    return Outcome(table, found, kills, time.monotonic() - began)


async def _cast(storm: Storm, bench: Bench, database: Database) -> _Cast:
    draw = random.Random(storm.seed)
    orderers = _people(bench, database, draw, in_groups=IN_GROUPS if storm.wallets else 0)
    changes = PanelChanges(bench, database, random.Random(draw.random()))
    cashier = None
    if storm.wallets:
        cashier = Cashier(database, random.Random(draw.random()))
        payers = {it for each in orderers for it in (each.chat.chat.id, each.chat.person.id)}
        await cashier.set_prices()
        for payer in sorted(payers):
            await cashier.open(payer)
    cast = _Cast(bench, database, draw, orderers, changes, cashier)
    return replace(cast, payers=await _payers(cast)) if storm.payments else cast


async def _payers(cast: _Cast) -> list[Payer]:
    await switch_on(cast.database)
    world = cast.bench.playground.world
    persons = [world.add_person(f"s{number}x") for number in range(PAYERS)]
    return [
        Payer(cast.bench.private(it), cast.bench, random.Random(cast.draw.random()))
        for it in persons
    ]


async def _let_order(cast: _Cast, processes: Sequence[BotProcess], kills: int) -> dict[str, int]:
    """Let everybody play their part until the last process has been killed and started again."""
    done, weather = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_make_weather(cast.bench, cast.draw, weather))
        tasks.create_task(cast.changes.run(weather))
        if cast.cashier is not None:
            tasks.create_task(cast.cashier.run(weather))
            tasks.create_task(end_otherwise(cast.bench, cast.cashier.draw, weather))
        for payer in cast.payers:
            tasks.create_task(payer.run(done))
        if cast.payers:
            tasks.create_task(give_back(cast.database, cast.draw, weather))
        for orderer in cast.orderers:
            tasks.create_task(orderer.run(done))
        killed = await _kill(processes, cast.draw, kills)
        weather.set()
        done.set()
    return killed


async def _compared(cast: _Cast, left: Sequence[str]) -> tuple[Table, list[str]]:
    """Return how the records differ; and what was lost, left, set aside, or not answered."""
    aside = await _dead_letter(cast.database)
    diaries = [each.diary for each in cast.orderers]
    table, lost = await compare(
        cast.bench,
        cast.database,
        diaries,
        cast.changes,
        unfinished=len(left),
        least_price=None if cast.cashier is None else least_price,
    )
    if cast.payers:
        odd = await payers.differences(cast.bench, cast.database)
        made = sum(len(each.paid) for each in cast.payers)
        table = replace(table, books_differ=table.books_differ + len(odd), payments=made)
        lost = [*lost, *odd]
    missed = [it.seen for diary in diaries for it in diary.missed]
    return table, [*lost, *left, *aside, *missed]


@asynccontextmanager
async def _processes(bench: Bench, storm: Storm) -> AsyncIterator[Sequence[BotProcess]]:
    balancer = Balancer()
    await balancer.start()
    environment = storm.environment
    processes: list[BotProcess] = [BotProcess(bench, **environment)]
    if storm.url:
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


def _people(
    bench: Bench, database: Database, draw: random.Random, *, in_groups: int
) -> list[Orderer]:
    """Return those who order: everybody alone, and some in a group at the same time as well."""
    world = bench.playground.world
    persons = [world.add_person(f"p{number}x") for number in range(PEOPLE - in_groups)]
    chats = {person.name: bench.private(person) for person in persons}
    for person in persons[:in_groups]:
        group = world.add_group(f"Group of {person.name}", members=[person], admins=[person])
        chats[f"{person.name}g"] = bench.in_group(person, group)
    paces = {person.id: Pace() for person in persons}
    return [
        Orderer(
            chat,
            name,
            random.Random(draw.random()),
            partial(_waiting, database, chat.chat.id),
            paces[chat.person.id],
        )
        for name, chat in chats.items()
    ]


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


_GOING_BACK = select(Payment).where(col(Payment.state) == PaymentState.REFUNDING)


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
        looked_at = col(Order.state).in_(FINISHED) & col(Order.look_at).is_not(None)
        orders = await session.execute(
            select(Order).where(or_(~col(Order.state).in_(over), looked_at))
        )
        rows = [*(await session.execute(_UPDATES)).scalars()]
        rows += [*orders.scalars(), *(await session.execute(_PUSHES)).scalars()]
        rows += (await session.execute(_GOING_BACK)).scalars()
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
