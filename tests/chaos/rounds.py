"""Short rounds of a great change each: a restored backup, another panel, a group's upgrade.

People order all the while; after each round the records are compared.
"""

import asyncio
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from bot.core.database.backup import backup, restore
from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.tables import Order
from bot.owners.service.restored import settle
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat
from tests.chaos.panel_books import asked_about
from tests.chaos.people import Orderer, Pace, names
from tests.conftest import Bench, servers
from tests.processes import BotProcess

PEOPLE = 4
SETTLE_SECONDS = 60.0
_OUR_NUMBER = re.compile(r"#(\d+)")


@dataclass
class Round:
    """What came of one round; `faults` has to be empty."""

    title: str
    faults: list[str] = field(default_factory=list)
    orders: int = 0
    on_their_way: int = 0  # when it came
    unknown: int = 0


@dataclass
class Crowd:
    """People who order, each for links that nobody else orders for."""

    bench: Bench
    draw: random.Random
    orderers: list[Orderer] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def come(self, chats: Sequence[ChatClient]) -> None:
        """Have people begin to order."""
        for chat in chats:
            name = f"{chat.person.name}r{len(self.orderers)}x"
            orderer = Orderer(chat, name, random.Random(self.draw.random()), _nothing, Pace())
            self.orderers.append(orderer)
            self.tasks.append(asyncio.create_task(orderer.run(asyncio.Event())))

    async def leave(self) -> None:
        """Have them stop wherever they are."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    @property
    def confirmed(self) -> list[str]:
        """Return the links of what they have confirmed."""
        return [link for orderer in self.orderers for link in orderer.diary.shown]


async def _nothing() -> list[str]:
    return []


async def restores(folder: Path, seed: int) -> Round:
    """Put back a copy that was made while orders were on their way; tap what is left in chats."""
    draw, found = random.Random(seed), Round(f"restore, seed {seed}")
    async with _bot(folder) as (bench, process, database):
        crowd = Crowd(bench, draw)
        bench.panel.faults.add("add", Fault.SLOW_AFTER, seconds=draw.uniform(1, 3))
        crowd.come(_private_chats(bench))
        await bench.panel.wait_for("add", timeout=SETTLE_SECONDS)
        await asyncio.sleep(draw.uniform(0, 2))
        copy = folder / "copy.sqlite3"
        await backup(database, copy)
        await asyncio.sleep(draw.uniform(1, 4))
        await process.kill()
        await crowd.leave()
        on_their_way = await _states_in(copy)
        found.on_their_way = len(on_their_way)
        await database.close()
        await restore(database, copy, partial(settle, owners=()))
        bench.panel.faults.clear()
        await process.start()
        await process.started()
        await _tap_all(bench, "Confirm")
        crowd.come([orderer.chat for orderer in crowd.orderers])
        await asyncio.sleep(draw.uniform(3, 6))
        await crowd.leave()
        await _settle(database)
        orders = await _orders(database)
        _compare(found, bench, crowd, orders)
        states = {order.draft_key: order.state for order in orders}
        for key, state in on_their_way.items():
            if states.get(key) not in {OrderState.UNKNOWN, OrderState.DROPPED}:
                found.faults.append(f"{state} in the copy, and then {states.get(key)}: {key}")
        for number, links in _links_by_number(bench, crowd).items():
            if len(links) > 1:
                found.faults.append(f"#{number} was given to {sorted(links)}")
    return found


async def panels(folder: Path, seed: int) -> Round:
    """Go over to another panel whose numbers are the same, while orders wait and are open."""
    draw, found = random.Random(seed), Round(f"another panel, seed {seed}")
    async with _bot(folder, speed=2.0) as (bench, process, database):
        first, crowd = bench.panel, Crowd(bench, draw)
        crowd.come(_private_chats(bench))
        await bench.panel.wait_for("add", timeout=SETTLE_SECONDS)
        await asyncio.sleep(draw.uniform(0, 3))
        first.faults.add("add", Fault.RATE_LIMIT, seconds=30)
        await asyncio.sleep(draw.uniform(1, 3))
        await process.kill()
        await crowd.leave()
        before = await _orders(database)
        of_first = {order.link for order in before}
        found.on_their_way = sum(order.state not in ENDED for order in before)
        async with _another_panel(first) as second:
            process.set(PROVIDER_API_URL=second.url)
            await process.start()
            await process.started()
            await _tap_all(bench, "Confirm")
            await asyncio.sleep(draw.uniform(3, 6))
            links = {str(order.params.get("link")) for order in second.orders.values()}
            found.faults += [f"sent to the other panel: {link}" for link in links & of_first]
            strangers = asked_about(second) - set(second.orders)
            found.faults += [f"asked the other panel about {number}" for number in strangers]
        _compare(found, bench, crowd, await _orders(database), settled=False)
    return found


async def upgrades(folder: Path, seed: int) -> Round:
    """Have groups become supergroups while people order in them."""
    draw, found = random.Random(seed), Round(f"upgrades, seed {seed}")
    async with _bot(folder, speed=5.0) as (bench, process, database):
        crowd, world = Crowd(bench, draw), bench.playground.world
        person = [world.add_person(f"g{number}x") for number in range(PEOPLE)]
        groups = [
            world.groups.add(f"Group {it.name}", members=[it], admins=[it], supergroup=False)
            for it in person
        ]
        chats = [bench.in_group(it, group) for it, group in zip(person, groups, strict=True)]
        crowd.come(chats)
        await bench.panel.wait_for("add", timeout=SETTLE_SECONDS)
        await asyncio.sleep(draw.uniform(0, 2))
        found.on_their_way = sum(it.state not in ENDED for it in await _orders(database))
        down = draw.random() < 0.5
        if down:
            await process.kill()
        upgraded: list[Chat] = [world.groups.migrate(group) for group in groups]
        if down:
            await process.start()
            await process.started()
        await _tap_all(bench, "Confirm")
        await crowd.leave()
        crowd.come([bench.in_group(it, group) for it, group in zip(person, upgraded, strict=True)])
        await asyncio.sleep(draw.uniform(3, 6))
        await crowd.leave()
        await _settle(database)
        orders = await _orders(database)
        _compare(found, bench, crowd, orders)
        here = {group.id for group in upgraded}
        found.faults += [
            f"left behind: {order!r}" for order in orders if order.chat_id not in here
        ]
    return found


ROUNDS: dict[str, Callable[[Path, int], Coroutine[None, None, Round]]] = {
    "restores": restores,
    "panels": panels,
    "upgrades": upgrades,
}


@asynccontextmanager
async def _bot(
    folder: Path, speed: float = 30.0
) -> AsyncIterator[tuple[Bench, BotProcess, Database]]:
    async with servers(folder, speed=speed) as bench:
        process = BotProcess(bench)
        database = Database(bench.settings().database_url)
        try:
            await process.start()
            await process.said("catalogue_read")
            yield bench, process, database
        finally:
            await process.kill()
            await database.close()


@asynccontextmanager
async def _another_panel(first: SandboxPanel) -> AsyncIterator[SandboxPanel]:
    second = SandboxPanel(services=[dict(it) for it in first.services], speed=2.0)
    await second.start()
    try:
        yield second
    finally:
        await second.stop()


def _private_chats(bench: Bench) -> list[ChatClient]:
    world = bench.playground.world
    return [bench.private(world.add_person(f"p{number}x")) for number in range(PEOPLE)]


async def _tap_all(bench: Bench, label: str) -> None:
    """Tap every button of a label that is left in any chat, as its person."""
    for chat in list(bench.playground.world.chats.values()):
        client = ChatClient(bench.playground, chat.members[0], chat)
        for message in client.bot_messages():
            if any(label in button.label for row in message.buttons for button in row):
                await client.tap(label, message=message, wait=False)


async def _orders(database: Database) -> Sequence[Order]:
    async with database.read() as session:
        return (await session.execute(select(Order))).scalars().all()


async def _states_in(copy: Path) -> dict[str, OrderState]:
    """Return the orders of a copy that may have been sent since it was made, by their keys."""
    database = Database(f"sqlite:///{copy}")
    going = {OrderState.AWAITING, OrderState.QUEUED, OrderState.SUBMITTING}
    try:
        return {it.draft_key: it.state for it in await _orders(database) if it.state in going}
    finally:
        await database.close()


async def _settle(database: Database) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        if not await _is_under_way(database):
            return
        await asyncio.sleep(0.2)


async def _is_under_way(database: Database) -> bool:
    rest = [*ENDED, OrderState.UNKNOWN, OrderState.REQUOTED]
    queries = (
        select(Order.id).where(~col(Order.state).in_(rest)),
        select(InboxUpdate.update_id).where(
            col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.error).is_(None)
        ),
        select(OutboxMessage.id).where(
            col(OutboxMessage.dead).is_(False), col(OutboxMessage.kept).is_(False)
        ),
    )
    async with database.read() as session:
        found = [(await session.execute(query.limit(1))).first() for query in queries]
    return any(row is not None for row in found)


def _compare(
    found: Round, bench: Bench, crowd: Crowd, orders: Sequence[Order], *, settled: bool = True
) -> None:
    """Note what is bought twice, or says something else than the panel."""
    bought = Counter(str(order.params.get("link")) for order in bench.panel.orders.values())
    found.orders = len(orders)
    found.unknown = sum(order.state is OrderState.UNKNOWN for order in orders)
    found.faults += [
        f"bought {count} times: {link}" for link, count in bought.items() if count > 1
    ]
    found.faults += [
        f"bought, never confirmed: {link}" for link in bought if link not in crowd.confirmed
    ]
    logged = Counter(order.link for order in orders)
    found.faults += [f"logged {count} times: {it}" for it, count in logged.items() if count > 1]
    if settled:
        resting = {*ENDED, OrderState.UNKNOWN, OrderState.REQUOTED}
        found.faults += [f"does not end: {it!r}" for it in orders if it.state not in resting]


def _links_by_number(bench: Bench, crowd: Crowd) -> dict[str, set[str]]:
    """Return for which links each of our numbers stood at the top of a message."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for chat in bench.playground.world.chats.values():
        for message in chat.messages.values():
            number = _OUR_NUMBER.search(message.text.partition("\n")[0])
            if message.from_bot and number is not None:
                links[number[1]] |= {it for it in crowd.confirmed if names(message, it)}
    return links
