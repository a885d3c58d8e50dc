"""How the bot's processes end: at the first signal, and where the settings are wrong."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.sandbox.panel.faults import Fault
from tests.cli.test_check import CURRENCY_CHANGED, transfer_money
from tests.conftest import Bench
from tests.ordering import fill_default
from tests.postgres import Postgres
from tests.processes import BotProcess, free_port
from tests.proof import first_quick, proof

SOON = 15.0
"""Seconds in which a stopped process is over, also on a busy machine; it waits for three."""


@pytest.fixture
async def process(bench: Bench) -> AsyncIterator[BotProcess]:
    process = BotProcess(bench)
    yield process
    await process.kill()


async def stopped_soon(process: BotProcess) -> bool:
    """Send the first SIGTERM; return whether the process ended well, and soon."""
    began = time.monotonic()
    code = await process.interrupt()
    assert code == 0
    return time.monotonic() - began < SOON


def log_of(bench: Bench) -> str:
    return (bench.folder / "bot.log").read_text()


async def test_a_start_without_a_network_is_stopped_by_the_first_signal(
    bench: Bench, process: BotProcess
) -> None:
    process.set(TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}")
    await process.start()
    await process.said("bot.core.telegram.application")
    assert await stopped_soon(process)
    assert "Unclosed" not in log_of(bench)
    assert "Traceback" not in log_of(bench)


@proof
async def test_a_start_that_telegram_does_not_answer_is_stopped_by_the_first_signal(
    bench: Bench, process: BotProcess
) -> None:
    asked = bench.playground.faults.add("getMe", delay=60)
    await process.start()
    async with asyncio.timeout(30):
        while not asked.taken:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.05)
    assert await stopped_soon(process)


@proof
async def test_a_bot_that_telegram_leaves_alone_is_stopped_by_the_first_signal(
    bench: Bench, process: BotProcess
) -> None:
    await process.start()
    await process.started()
    chat = bench.private()
    for method in ("sendMessage", "getUpdates"):
        bench.playground.faults.add(method, delay=60)
    await chat.say("/start")
    await asyncio.sleep(1)  # it is being handled: its answer is on its way
    assert await stopped_soon(process)
    # It was not handled, and the next start does it.
    bench.playground.faults.clear()
    since = chat.mark()
    await process.start()
    await chat.wait_for("Hello", since=since, timeout=40)


@proof
async def test_a_panel_that_hangs_keeps_nobody(bench: Bench, process: BotProcess) -> None:
    bench.panel.faults.add("*", Fault.SLOW, seconds=60)
    await process.start()
    await process.started()
    await bench.panel.wait_for("services")
    assert await stopped_soon(process)
    assert "Traceback" not in log_of(bench)


async def test_orders_on_their_way_are_waited_for(bench: Bench, process: BotProcess) -> None:
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=3)
    await process.start()
    await process.said("catalogue_read")
    chat = bench.private()
    await fill_default(chat)
    await chat.tap("Confirm", wait=False)
    await bench.panel.wait_for("add")
    assert await process.interrupt() == 0
    since = chat.mark()
    await process.start()
    await chat.wait_for("Order #1 is completed", since=since, timeout=40)
    assert len(bench.added()) == 1


@pytest.mark.parametrize(
    ("settings", "line"),
    first_quick(
        1,
        [
            ({"TELEGRAM_BOT_TOKEN": "1:" + "x" * 35}, "or does not know this token."),
            ({"OWNER_IDS": "@olivia"}, "A user name is not an ID."),
            ({"DATABASE_URL": "sqlite:////nowhere/bot.sqlite3"}, "there is no folder /nowhere"),
        ],
    ),
)
async def test_a_wrong_setting_ends_the_start_with_one_line(
    bench: Bench, process: BotProcess, settings: dict[str, str], line: str
) -> None:
    process.set(**settings)
    await process.start()
    assert await process.ended() == 2
    assert line in log_of(bench)
    assert len(log_of(bench).splitlines()) == 1


@proof
async def test_an_address_that_is_no_bot_api_is_a_wrong_setting(
    bench: Bench, process: BotProcess
) -> None:
    process.set(TELEGRAM_API_URL=bench.panel.url)
    await process.start()
    assert await process.ended() == 2
    assert log_of(bench) == (
        f"TELEGRAM_BOT_TOKEN: {bench.panel.url} is no Bot API server, or does not know this "
        "token. Copy it again (/token at @BotFather) and set TELEGRAM_BOT_TOKEN.\n"
    )


@pytest.mark.parametrize("name", first_quick(1, ["run", "worker", "web"]))
async def test_another_wallet_currency_than_that_in_use_ends_the_start(
    bench: Bench, postgres: Postgres, name: str
) -> None:
    several = {
        "DATABASE_URL": postgres.database(),
        "WEBHOOK_URL": "https://bot.example.org",
        "PORT": str(free_port()),
    }
    bench.environment |= {} if name == "run" else several
    await transfer_money(bench.settings().database_url)
    selling = {"SELLING": "wallet", "WALLET_CURRENCY": "EUR"}
    process = BotProcess(bench, name, **bench.environment, **selling)
    await process.start()
    assert await process.ended() == 2
    assert log_of(bench) == f"{CURRENCY_CHANGED}\n"
