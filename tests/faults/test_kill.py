"""`python -m bot run` in a process of its own, killed at bad moments: nothing lost or doubled."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.broadcasts.jobs import AT_ONCE
from bot.core.inbox.update_inbox import MOST_TAKEN
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.broadcasts.test_broadcast import compose, people, received, send
from tests.conftest import Bench, until
from tests.ordering import LINK, fill_default, open_service
from tests.processes import BotProcess


@pytest.fixture
async def process(bench: Bench) -> AsyncIterator[BotProcess]:
    bot = BotProcess(bench)
    await bot.start()
    await bot.said("catalogue_read")
    yield bot
    await bot.kill()


@pytest.fixture
def chat(bench: Bench, process: BotProcess) -> ChatClient:
    return bench.private()


@pytest.mark.proof
async def test_killed_in_the_middle_of_a_form(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await process.kill()
    await chat.say(LINK)  # while nobody listens
    await process.start()
    await chat.wait_for("quantity", timeout=30)
    await chat.say("500")
    await chat.wait_for("Total")
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    assert bench.added() == [{"service": "1", "link": LINK, "quantity": "500"}]


async def test_killed_after_the_panel_has_taken_the_order(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=30)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await process.kill()
    await process.start()
    await chat.wait_for("Being checked with the panel", timeout=30)
    await chat.wait_for("Order #1 has no clear answer")
    assert len(bench.added()) == 1
    # The owner looks the number up at the panel, and the order goes on to its end.
    await chat.tap("It was placed")
    asked = await chat.wait_for("that order #1 has at the panel")
    await chat.say(next(iter(bench.panel.orders)), reply_to=asked)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


@pytest.mark.proof
async def test_killed_before_the_panel_has_read_the_order(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.SLOW, times=1, seconds=30)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await process.kill()
    await process.start()
    await chat.wait_for("Order #1 has no clear answer", timeout=30)
    assert len(bench.added()) == 1


@pytest.mark.proof
async def test_killed_while_a_delivery_runs(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    await process.kill()
    bench.panel.finish(next(iter(bench.panel.orders)))
    await process.start()
    await chat.wait_for("Order #1 is completed", timeout=30)
    await process.interrupt()
    ends = [m for m in chat.bot_messages() if "Order #1 is completed" in m.text]
    assert len(ends) == 1
    assert len(bench.added()) == 1


@pytest.mark.proof
async def test_a_confirm_that_waited_for_the_bot_is_ordered_once(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    await fill_default(chat)
    await process.kill()
    await chat.tap("Confirm", wait=False)
    await chat.tap("Confirm", wait=False)
    await process.start()
    await chat.wait_for("Order #1 is completed", timeout=30)
    assert len(bench.added()) == 1


@pytest.mark.proof
async def test_a_broadcast_goes_on_where_it_stood(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    clients = await people(bench, *(f"P{number}" for number in range(40)))
    await compose(chat)
    await send(chat)
    await until(lambda: sum(len(received(client)) for client in clients) > 5)
    await process.kill()
    before = sum(len(received(client)) for client in clients)
    assert before < 40
    await process.start()
    await chat.wait_for("Sent: 40 · blocked the bot: 0 · failed: 0", timeout=30)
    await process.interrupt()
    copies = [len(received(client)) for client in clients]
    # What was on its way, a few at once, may come twice: its answer was not written down.
    assert set(copies) <= {1, 2}
    assert sum(copies) - 40 <= AT_ONCE


@pytest.mark.proof
async def test_an_interrupt_stops_it_cleanly_while_the_panel_answers(
    bench: Bench, process: BotProcess, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    assert await process.interrupt() == 0
    await process.start()
    await chat.wait_for("Order #1 is completed", timeout=30)
    assert len(bench.added()) == 1


@pytest.mark.proof
@pytest.mark.timeout(240)
async def test_what_ends_the_process_each_time_takes_nobody_with_it(
    bench: Bench, process: BotProcess
) -> None:
    fatal, *others = await people(bench, "Fay", "Ann", "Ben", "Cem")
    faults = bench.playground.faults
    ending = faults.add("sendMessage", chat_id=fatal.chat.id, delay=30)
    faults.add("sendMessage", delay=0.5)  # the others are in hand when the process ends
    for chat in (*others, fatal):
        await chat.say("/orders")
    for times in range(1, MOST_TAKEN + 1):
        while ending.taken < times:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.05)
        await process.kill()
        await process.start()
    faults.clear()
    await fatal.wait_for("Sorry, something went wrong", timeout=30)
    for chat in others:
        await chat.wait_for("Nothing here yet")
        assert "Sorry" not in chat.transcript()
