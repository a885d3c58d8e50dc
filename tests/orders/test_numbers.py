"""Order numbers as people type them: ours with and without #, and the panel's."""

import pytest
from sqlmodel import select

from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import labels, order_default


async def give_number(bench: Bench, order_id: int, number: str) -> None:
    """Let the panel know an order by another number."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        found = await session.execute(select(Order).where(Order.id == order_id))
        found.scalar_one().provider_order_id = number


@pytest.mark.parametrize("typed", ["1", "#1", "١", "№1"])
async def test_our_number_is_known_without_its_sign(
    bench: Bench, chat: ChatClient, typed: str
) -> None:
    del bench
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    since = chat.mark()
    await chat.say(f"/status {typed}")
    said = await chat.wait_for("#1 (", since=since)
    assert labels(said) == ["#1"]


async def test_owners_find_our_number_without_its_sign(bench: Bench, chat: ChatClient) -> None:
    del bench
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    since = chat.mark()
    await chat.say("/find 1")
    await chat.wait_for("Number at the panel", since=since)


async def test_a_number_that_is_both_is_shown_twice_and_changes_nothing(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await order_default(chat, link="https://www.instagram.com/other/")
    await chat.wait_for("Order #2 is completed")
    await give_number(bench, 2, "1")
    since = chat.mark()
    await chat.say("/status 1")
    said = await chat.wait_for("#1 (", since=since)
    assert labels(said) == ["#2", "#1"]
    for command in ("refill", "cancel_order"):
        since = chat.mark()
        await chat.say(f"/{command} 1")
        said = await chat.wait_for("this can be #2 · #1", since=since)
        assert labels(said) == ["#2", "#1"]
    since = chat.mark()
    await chat.say("/refill #1")
    await chat.wait_for("#1: You can request a refill after", since=since)


async def test_another_chat_s_order_is_not_found(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/status 1")
    await other.wait_for("1: there is no such order here")
