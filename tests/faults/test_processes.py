"""Two web and two worker processes on one PostgreSQL, started and killed at will."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from tests.conftest import Bench
from tests.ordering import LINK, fill_default, open_service, order_default
from tests.postgres import Postgres
from tests.processes import Balancer, BotProcess, WebProcess
from tests.proof import proof


@dataclass
class Fleet:
    """The processes, all on one database."""

    webs: list[WebProcess]
    workers: list[BotProcess]
    environment: dict[str, str]


@pytest.fixture
async def fleet(bench: Bench, postgres: Postgres) -> AsyncIterator[Fleet]:
    balancer = Balancer()
    await balancer.start()
    environment = {"DATABASE_URL": postgres.database()}
    webs = [WebProcess(bench, balancer, **environment) for _ in range(2)]
    workers = [BotProcess(bench, "worker", **environment) for _ in range(2)]
    try:
        for process in (*webs, *workers):
            await process.start()
        for web in webs:
            await web.ready()
        await webs[0].said("catalogue_read", times=len(webs))
        yield Fleet(webs, workers, environment)
    finally:
        for process in (*webs, *workers):
            await process.kill()
        await balancer.stop()


async def let_leases_run_out(fleet: Fleet) -> None:
    """Let the time pass for which the orders of who is dead, or stopped, are left alone."""
    database = Database(fleet.environment["DATABASE_URL"].replace(":", "+asyncpg:", 1))
    async with database.begin() as session:
        held = update(Order).where(col(Order.lease_until).is_not(None))
        await session.execute(held.values(lease_until=utc_now() - LEASE))
    await database.close()


@pytest.mark.proof
async def test_a_conversation_goes_on_at_any_web_process(bench: Bench, fleet: Fleet) -> None:
    people = [bench.playground.world.add_person(f"P{number}") for number in range(6)]
    chats = [bench.private(person) for person in people]
    links = [f"https://www.instagram.com/person{number}/" for number in range(len(chats))]
    orders = zip(chats, links, strict=True)
    await asyncio.gather(*(order_default(chat, link=link) for chat, link in orders))
    await asyncio.gather(*(chat.wait_for("is completed") for chat in chats))
    assert len(bench.added()) == len(people)


@proof
async def test_a_form_survives_its_web_process(bench: Bench, fleet: Fleet) -> None:
    chat = bench.private()
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await fleet.webs[0].kill()
    await chat.tap("🛒 Order", wait=False)  # what the dead one held is taken over first
    await chat.wait_for("link", timeout=30)
    await chat.say(LINK)
    await fleet.webs[0].start()
    await fleet.webs[0].ready()
    await fleet.webs[1].kill()
    await chat.wait_for("quantity", timeout=30)
    await chat.say("500")
    await chat.wait_for("Total", timeout=30)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed", timeout=30)
    assert len(bench.added()) == 1


@pytest.mark.proof
async def test_the_order_of_a_dead_worker_is_put_before_an_owner(
    bench: Bench, fleet: Fleet
) -> None:
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=60)
    chat = bench.private()
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    for worker in fleet.workers:  # either may have sent it
        await worker.kill()
    await let_leases_run_out(fleet)
    await fleet.workers[0].start()
    await chat.wait_for("Order #1 has no clear answer", timeout=60)
    assert len(bench.added()) == 1


@pytest.mark.proof
@pytest.mark.timeout(320)
async def test_an_order_that_was_dropped_is_placed_when_its_answer_comes_after_all(
    bench: Bench, fleet: Fleet
) -> None:
    bench.panel.speed = 0.001
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=2)
    chat = bench.private()
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    for worker in fleet.workers:  # either may have sent it
        worker.suspend()
    await let_leases_run_out(fleet)
    other = BotProcess(bench, "worker", **fleet.environment)
    await other.start()
    try:
        # A stopped process may hold locks until PostgreSQL ends its session.
        card = await chat.wait_for("Order #1 has no clear answer", timeout=240)
        assert "The answer may still come, until" in card.text
        await chat.tap("drop it")
        await chat.tap("Yes, drop it")
        await chat.wait_for("Order #1 was not placed")
        since = chat.mark()
        for worker in fleet.workers:
            worker.resume()
        (number,) = bench.panel.orders
        notice = await chat.wait_for("The answer for order #1 came late", since=since, timeout=30)
        assert f"as number {number}" in notice.text
        await chat.say("/status #1")
        await chat.wait_for(f"#1 ({number})", since=since)
        assert len(bench.added()) == 1
    finally:
        await other.kill()


@pytest.mark.proof
async def test_run_is_refused_beside_them(bench: Bench, fleet: Fleet) -> None:
    alone = BotProcess(bench, "run", **fleet.environment)
    await alone.start()
    assert await alone.ended() == 1
    assert "already running on this database" in (bench.folder / "bot.log").read_text()


@pytest.mark.proof
async def test_they_stop_cleanly(bench: Bench, fleet: Fleet) -> None:
    for process in (*fleet.webs, *fleet.workers):
        assert await process.interrupt() == 0
