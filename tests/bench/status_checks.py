"""A hundred thousand open orders, all due at once."""

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import aiohttp
from sqlalchemy import insert
from sqlmodel import col, select

from bot.catalogue.rules.services import Service
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.loops.loop import run_loop
from bot.core.loops.options import WorkerOptions
from bot.orders.jobs.status_checks import StatusChecker
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.api.client import BATCH, PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from tests.bench.metrics import Row
from tests.conftest import Bench
from tests.stock import stock

ORDERS = 100_000
LATENCY = 0.05
CONCURRENCY = 8
MOST_SHARE = 1.3


async def run(bench: Bench) -> list[Row]:
    """Return how many calls it took, and how long."""
    database = Database(f"sqlite:///{bench.folder / 'checks.sqlite3'}")
    await migrate(database)
    await _open_orders(database)
    panel = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.slow_panel", str(LATENCY), stdout=subprocess.PIPE
    )
    assert panel.stdout is not None
    url = (await panel.stdout.readline()).decode().strip()
    client = PanelClient(PanelOptions(url=url, key="k"))
    options = WorkerOptions(poll_seconds=3600, checks_at_once=CONCURRENCY)
    status_checker = StatusChecker(database, ConnectedPanel(1, client), options)
    stop = asyncio.Event()
    began = time.perf_counter()
    loop = asyncio.create_task(
        run_loop("status_checks", status_checker.step, status_checker.wake, stop, 1.0)
    )
    while await _any_due(database):
        await asyncio.sleep(0.1)
    took = time.perf_counter() - began
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        calls = int(await answer.text())
    stop.set()
    await loop
    await status_checker.finish()
    await client.aclose()
    panel.terminate()
    await panel.wait()
    await database.close()
    ideal = ORDERS / BATCH * LATENCY / CONCURRENCY
    return [
        Row(
            f"{ORDERS:,} orders due: calls",
            f"{calls:,}",
            f"exactly {ORDERS // BATCH:,}",
        ),
        Row(
            f"at {LATENCY * 1000:.0f} ms a call, {CONCURRENCY} at once",
            f"{took:.1f} s, {took / ideal:.2f} of the calls' own {ideal:.2f} s",
            f"at most {MOST_SHARE}",
        ),
    ]


async def _any_due(database: Database) -> bool:
    async with database.read() as session:
        soon = datetime.now(UTC) + timedelta(minutes=1)  # those that were taken, too
        due = select(Order.id).where(col(Order.look_at) <= soon).limit(1)
        return (await session.execute(due)).first() is not None


async def _open_orders(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.begin() as session:
        sold = Service("1", "S", "default", "C", Decimal("0.9"), 10, 9999)
        await stock(session, [sold], now)
    common = {
        "chat_id": 1,
        "user_id": 1,
        "user_name": "P",
        "service_id": 1,
        "service_name": "S",
        "service_type": "default",
        "answers": {},
        "params": {},
        "quantity_hint": 100,
        "quantity": 100,
        "price": Decimal("0.09"),
        "currency": "USD",
        "state": OrderState.IN_PROGRESS,
        "state_at": now,
        "created_at": now,
        "due_at": now,
        "look_at": now,
        "placed_at": now,
        "attempts": 0,
        "provider_word": "",
        "words": "",
    }
    rows = [
        common
        | {"draft_key": str(number), "link": f"https://x/{number}", "provider_order_id": number}
        for number in map(str, range(ORDERS))
    ]
    async with database.begin() as session:
        await session.execute(insert(Order), rows)
