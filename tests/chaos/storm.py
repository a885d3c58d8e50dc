"""The storm: processes under load, killed at random moments, with faults on both sides."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.core.database.engine import Database
from tests.chaos import panel_storm, payers
from tests.chaos.panel_changes import PanelChanges
from tests.chaos.payers import PAYERS, Payer, give_back, switch_on
from tests.chaos.people import PATIENCE_SECONDS, Orderer, Pace
from tests.chaos.records import Table, compare
from tests.chaos.settling import dead_letter, settle, waiting
from tests.chaos.wallets import (
    SELLING,
    Cashier,
    end_otherwise,
    have_second_thoughts,
    least_price,
    look_up,
)
from tests.chaos.weather import make_weather
from tests.conftest import Bench, servers
from tests.processes import Balancer, BotProcess, WebProcess

PEOPLE = 10
IN_GROUPS = 3
"""Of them, where wallets pay: these people pay from their own wallet here and there at once."""
AT_WORK = 0.75
"""Of the kills; the others may come while it starts."""
ROWS_SHOWN = 20


@dataclass(frozen=True)
class Storm:
    """What is asked for.

    Attributes:
        kills: how many processes are killed.
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
        wallets: people and groups pay from wallets, in another currency than the panel's.
        payments: people pay in with Stars as well.
        panels: how many there are; of several, each charges in a currency of its own, one fails
            now and then, and one service is bought from all of them.
    """

    seed: int
    kills: int
    url: str = ""
    wallets: bool = False
    payments: bool = False
    panels: int = 1

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of the bot's processes that are not every test's."""
        database = {"DATABASE_URL": self.url} if self.url else {}
        return database | (SELLING if self.wallets else {})


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        left: what did not come to an end, became a dead letter, or was not answered in time.
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
        changes: of each panel's list.
        cashier: `None`: the operator pays for all.
    """

    bench: Bench
    database: Database
    draw: random.Random
    orderers: Sequence[Orderer]
    changes: Sequence[PanelChanges]
    cashier: Cashier | None = None
    payers: Sequence[Payer] = ()


async def run_storm(storm: Storm) -> Outcome:
    """Let people order while processes are killed, let it settle, and compare the records."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        async with (
            servers(
                Path(folder),
                speed=30.0,
                outcomes=True,
                panels=storm.panels,
                currencies=panel_storm.OTHER_CURRENCIES,
            ) as bench,
            _opened(bench, storm) as database,
        ):
            for panel in bench.panels:
                panel.balance += 100_000_000
            if bench.others:
                panel_storm.stock(bench.panels)
                await bench.connect_others()
            # Where processes are down half of the time, what counts is that a tap is answered.
            bench.playground.messages.answer_seconds = PATIENCE_SECONDS
            cast = await _cast(storm, bench, database)
            async with _processes(bench, storm, database) as processes:
                kills = await _let_order(cast, processes, storm.kills)
                left = await settle(database)
                if cast.cashier is not None:
                    await look_up(bench, database, cast.cashier.draw)
                    await have_second_thoughts(bench, database, cast.cashier.draw)
                    left = await settle(database)
                table, found = await _compared(cast, left)
    return Outcome(table, found, kills, time.monotonic() - began)


async def _cast(storm: Storm, bench: Bench, database: Database) -> _Cast:
    draw = random.Random(storm.seed)
    orderers = _people(bench, database, draw, in_groups=IN_GROUPS if storm.wallets else 0)
    swapped = panel_storm.SWAPPED if bench.others else PanelChanges.swapped
    changes = [
        PanelChanges(panel, number, database, random.Random(draw.random()), swapped)
        for number, panel in enumerate(bench.panels, 1)
    ]
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
        tasks.create_task(make_weather(cast.bench, cast.draw, weather))
        for changes in cast.changes:
            tasks.create_task(changes.run(weather))
        if cast.bench.others:
            tasks.create_task(panel_storm.break_panels(cast.bench.panels, cast.draw, weather))
            tasks.create_task(panel_storm.change_preference(cast.database, cast.draw, weather))
        if cast.cashier is not None:
            tasks.create_task(cast.cashier.run(weather))
            tasks.create_task(end_otherwise(cast.bench.panels, cast.cashier.draw, weather))
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
    """Return how the records differ; and what was lost, left, a dead letter, or not answered."""
    dead_letters = await dead_letter(cast.database)
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
    return table, [*lost, *left, *dead_letters, *missed]


@asynccontextmanager
async def _processes(
    bench: Bench, storm: Storm, database: Database
) -> AsyncIterator[Sequence[BotProcess]]:
    balancer = Balancer()
    await balancer.start()
    environment = bench.environment | storm.environment
    processes: list[BotProcess] = [BotProcess(bench, **environment)]
    if storm.url:
        processes = [
            *(WebProcess(bench, balancer, **environment) for _ in range(2)),
            *(BotProcess(bench, "worker", **environment) for _ in range(2)),
        ]
    try:
        for process in processes:
            await process.start()
        await panel_storm.read_lists(database, storm.panels)
        if bench.others:
            await panel_storm.merge(database)
        version = await panel_storm.catalogue_version(database)
        await processes[0].has_read(version, times=2 if storm.url else 1)
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
        group = world.groups.add(f"Group of {person.name}", members=[person], admins=[person])
        chats[f"{person.name}g"] = bench.in_group(person, group)
    paces = {person.id: Pace() for person in persons}
    return [
        Orderer(
            chat,
            name,
            random.Random(draw.random()),
            partial(waiting, database, chat.chat.id),
            paces[chat.person.id],
            panel_storm.wares(bench.panels),
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
