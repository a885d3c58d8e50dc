"""Status words that the bot does not know: shown, told to owners once, and taught by them."""

import asyncio
import re
from collections.abc import Sequence

import pytest
from sqlmodel import col, select

from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.tables import Order
from bot.panel.rules.statuses import RefillState, WordKind
from bot.panel.service import status_words
from bot.panel.tables import StatusWord
from bot.refills.tables import Refill
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import OWNER_ID, Bench
from tests.ordering import labels, order_default
from tests.owners.test_admin import page
from tests.proof import first_quick, proof

NEW = "The bot does not know this status"


async def say(bench: Bench, word: str) -> None:
    """Have the panel say a word of all its orders, and wait until the bot has heard it."""
    await bench.pushed()  # else the clock runs past the leases of what is being sent
    going = [order.id for order in await orders(bench) if order.state in TRACKED]
    for order in bench.panel.orders.values():
        order.status = word
    async with asyncio.timeout(20):
        while any(it.provider_word != word for it in await orders(bench) if it.id in going):
            bench.skip(minutes=30)
            await asyncio.sleep(0.1)
            await bench.pushed()


async def come_to(bench: Bench, state: OrderState) -> None:
    """Wait until all orders are in a state."""
    async with asyncio.timeout(20):
        while {order.state for order in await orders(bench)} != {state}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def orders(bench: Bench) -> Sequence[Order]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.execute(select(Order).order_by(col(Order.id)))).scalars().all()


def notices(chat: ChatClient) -> list[str]:
    return [it.text for it in chat.bot_messages() if "🗣 The panel says" in it.text]


@pytest.fixture
async def placed(bench: Bench, chat: ChatClient) -> ChatClient:
    bench.panel.speed = 0
    await order_default(chat)
    return chat


async def test_an_unknown_word_is_shown_and_reported_once(
    bench: Bench, placed: ChatClient
) -> None:
    await order_default(placed, link="https://www.instagram.com/other/")
    await come_to(bench, OrderState.PENDING)
    await say(bench, "Under <b>moon</b> 45%")
    asked = await placed.wait_for(NEW)
    of_order = re.search(r"The panel says “Under <b>moon</b> 45%” about order (\d+)\.", asked.text)
    assert of_order is not None
    assert of_order[1] in bench.panel.orders
    await say(bench, "under <b>MOON</b> 46%")
    await bench.pushed()
    assert len(notices(placed)) == 1
    assert {order.state for order in await orders(bench)} == {OrderState.PENDING}
    since = placed.mark()
    await placed.say("/orders")
    await placed.tap("#1", message=await placed.wait_for("📋 Orders", since=since))
    card = await placed.wait_for("Number at the panel", since=since)
    assert "The panel says: under <b>MOON</b> 46%" in card.text
    assert "🕓 Pending" in card.text


async def test_a_taught_word_moves_all_its_orders(bench: Bench, placed: ChatClient) -> None:
    await order_default(placed, link="https://www.instagram.com/other/")
    await say(bench, "Moonwalk")
    asked = await placed.wait_for(NEW)
    assert labels(asked)[-1] == "🗣 Status words"
    await placed.tap("✅ Completed", message=asked)
    await placed.wait_for("It means: ✅ Completed")
    await placed.wait_for("Order #1 is completed")
    await placed.wait_for("Order #2 is completed")
    await come_to(bench, OrderState.COMPLETED)
    await order_default(placed, link="https://www.instagram.com/third/")
    await say(bench, "MOONWALK")
    await placed.wait_for("Order #3 is completed")
    await bench.pushed()
    assert sum(NEW in it.text for it in placed.bot_messages()) == 0
    assert len(notices(placed)) == 1


@proof
async def test_a_word_is_taught_anew_from_the_dashboard(bench: Bench, placed: ChatClient) -> None:
    await page(placed, "🗣 Status words", "The bot knows every status")
    await say(bench, "Moonwalk")
    await placed.tap("🚫 Canceled", message=await placed.wait_for(NEW))
    await placed.wait_for("Order #1 was canceled")
    await bench.pushed()
    await page(placed, "🗣 Status words", "Tap one to set its meaning")
    since = placed.mark()
    await placed.tap("Moonwalk → 🚫 Canceled")
    shown = await placed.wait_for("It means: 🚫 Canceled", since=since)
    assert "• 🚫 Canceled" in labels(shown)
    await placed.tap("🚀 In progress", message=shown)
    await placed.wait_for("It means: 🚀 In progress")
    await come_to(bench, OrderState.IN_PROGRESS)
    await placed.tap("🤷 Ignore", message=shown)
    await placed.wait_for(NEW)
    await say(bench, "moonwalk")
    assert [order.state for order in await orders(bench)] == [OrderState.IN_PROGRESS]


async def test_nobody_else_teaches(bench: Bench, placed: ChatClient) -> None:
    await say(bench, "Moonwalk")
    asked = await placed.wait_for(NEW)
    max_ = bench.private(bench.playground.world.add_person("Max"))
    await max_.say("/start")
    await max_.wait_for("Hello")
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        await status_words.teach(session, 1, "placed", bench.now())  # no meaning of a word
        await status_words.teach(session, 9, "completed", bench.now())  # no word
    async with bench.app.database.read() as session:
        assert (await session.get_one(StatusWord, 1)).meaning is None
    assert notices(max_) == []
    assert asked.chat.id == OWNER_ID


@pytest.mark.parametrize(
    "word", first_quick(1, ["✅ TAMAMLANDI", "Выполнен", "Đã hoàn thành", "selesai"])
)
async def test_words_of_other_languages_are_known(
    bench: Bench, placed: ChatClient, word: str
) -> None:
    await say(bench, word)
    await placed.wait_for("Order #1 is completed")
    await bench.pushed()
    assert notices(placed) == []


@proof
async def test_words_without_end_are_not_kept_without_end(
    bench: Bench, placed: ChatClient
) -> None:
    assert bench.app is not None
    said = {str(at): "x" * (at + 1) for at in range(status_words.MOST + 9)}
    async with bench.app.database.begin() as session:
        await status_words.record(session, WordKind.ORDER, said, [], bench.now())
    async with bench.app.database.begin() as session:
        await status_words.record(session, WordKind.ORDER, said, [OWNER_ID], bench.now())
    async with bench.app.database.read() as session:
        assert len(await status_words.untaught_first(session)) == status_words.MOST
    await bench.pushed()
    assert notices(placed) == []


@proof
async def test_a_refills_word_is_taught_as_well(bench: Bench, placed: ChatClient) -> None:
    bench.panel.speed = 200
    await placed.wait_for("Order #1 is completed")
    bench.panel.speed = 0
    await bench.pushed()
    bench.skip(hours=48)
    dance: dict[str, str] = {"status": "Dancing"}
    bench.panel.faults.add("refill_status", Fault.SAYS_AFTER, body=lambda _: dance)
    await placed.say("/refill #1")
    await bench.panel.wait_for("refill")
    await bench.pushed()
    bench.skip(hours=3)
    asked = await placed.wait_for(NEW)
    assert "The panel says “Dancing” about refill" in asked.text
    await placed.tap("♻️ completed", message=asked)
    await placed.wait_for("The refill of order #1 is completed")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        [refill_row] = (await session.execute(select(Refill))).scalars()
    assert refill_row.state is RefillState.COMPLETED
