"""A token that is revoked while the bot runs ends the process; one refused call does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import InvalidToken

from bot.app import App
from bot.core.clock import utc_now
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from tests.conftest import OWNER_ID, Bench, until
from tests.postgres import Postgres
from tests.rate_limits import FAST

Worker = tuple[App, asyncio.Task[None]]
UNKNOWN = {401: "Unauthorized", 404: "Not Found"}


@asynccontextmanager
async def worker(
    bench: Bench, postgres: Postgres
) -> AsyncIterator[tuple[App, asyncio.Task[None]]]:
    """Run a process that asks for no updates, and has a message to push."""
    await bench.private().say("/start")
    url = postgres.database()
    bench.environment["DATABASE_URL"] = url
    app = App(bench.settings(), clock=bench.now, rate_limits=FAST, menus=False)
    stop, started = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(app.work(stop, started))
    await asyncio.wait_for(started.wait(), 30)
    yield app, running
    stop.set()
    await asyncio.gather(running, return_exceptions=True)
    postgres.drop(url)


async def alert(app: App) -> None:
    async with app.database.begin() as session:
        outbox_store.add_alert(session, (OWNER_ID,), Alert.PROBLEM, utc_now())


@pytest.mark.parametrize("code", UNKNOWN)
async def test_a_revoked_token_ends_it(bench: Bench, postgres: Postgres, code: int) -> None:
    async with worker(bench, postgres) as (app, running):
        for method in ("sendMessage", "getMe"):
            bench.playground.faults.add(method, code=code, description=UNKNOWN[code])
        await alert(app)
        with pytest.raises(InvalidToken):
            await asyncio.wait_for(running, 20)


async def test_one_call_that_is_refused_ends_nothing(bench: Bench, postgres: Postgres) -> None:
    async with worker(bench, postgres) as (app, running):
        refused = bench.playground.faults.add("sendMessage", times=1, code=404)
        await alert(app)
        await until(lambda: refused.taken == 1)
        bench.skip(seconds=5)
        app.workers.wake()
        await bench.private().wait_for("See /problems")
        assert not running.done()
