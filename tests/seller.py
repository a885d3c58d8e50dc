"""A bot that sells, in one process, or as web and worker processes on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.sandbox.crypto_pay.server import TOKEN
from tests.conftest import Bench
from tests.postgres import Postgres
from tests.processes import Balancer, BotProcess, WebProcess
from tests.selling import SELLING

ONE_PROCESS, WEB_AND_WORKER = "one process", "web and worker"
WAYS = (ONE_PROCESS, WEB_AND_WORKER)


@asynccontextmanager
async def running(bench: Bench, postgres: Postgres, way: str) -> AsyncIterator[Bench]:
    """Run a bot that sells, and takes coins; what is seen of it are messages alone."""
    coins = {"CRYPTO_PAY_TOKEN": TOKEN, "CRYPTO_PAY_NETWORK": bench.crypto_pay.url}
    if way == ONE_PROCESS:
        await bench.start(**SELLING, **coins)
        yield bench
        return
    balancer = Balancer()
    await balancer.start()
    bench.environment["DATABASE_URL"] = url = postgres.database()
    settings = {**SELLING, **coins, "DATABASE_URL": url}
    web, worker = WebProcess(bench, balancer, **settings), BotProcess(bench, "worker", **settings)
    try:
        for process in (web, worker):
            await process.start()
        await web.ready()
        await web.said("catalogue_read")
        yield bench
    finally:
        for process in (web, worker):
            await process.kill()
        await balancer.stop()
