"""The bot on PostgreSQL."""

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import LINK, fill_default, open_service, order_default
from tests.postgres import Postgres
from tests.proof import proof


async def start(bench: Bench, postgres: Postgres) -> ChatClient:
    await bench.start(DATABASE_URL=postgres.database())
    return bench.private()


async def test_a_whole_order_with_a_refill(bench: Bench, postgres: Postgres) -> None:
    chat = await start(bench, postgres)
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.skip(hours=24)
    await chat.say("/refill #1")
    await chat.wait_for("The refill of order #1 is completed")
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 1")


@proof
async def test_confirm_tapped_often_orders_once(bench: Bench, postgres: Postgres) -> None:
    chat = await start(bench, postgres)
    summary = await fill_default(chat)
    for _ in range(5):
        await chat.tap("Confirm", message=summary, wait=False)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


@proof
async def test_a_form_goes_on_after_a_restart(bench: Bench, postgres: Postgres) -> None:
    chat = await start(bench, postgres)
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await bench.restart()
    await chat.say(LINK)
    await chat.wait_for("quantity")


@proof
async def test_chats_side_by_side(bench: Bench, postgres: Postgres) -> None:
    await start(bench, postgres)
    chats = [bench.private(bench.playground.world.add_person(f"P{n}")) for n in range(5)]
    for number, chat in enumerate(chats):
        await order_default(chat, link=f"https://www.instagram.com/example{number}/")
    for chat in chats:
        await chat.wait_for("is completed")
    assert len(bench.panel.orders) == 5
