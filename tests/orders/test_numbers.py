"""Order numbers as people type them: ours with and without #, and the panel's."""

import pytest
from sqlmodel import select

from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import fill_default, labels, order_default
from tests.proof import first_quick, proof


async def give_number(bench: Bench, order_id: int, number: str) -> None:
    """Let the panel know an order by another number."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        found = await session.execute(select(Order).where(Order.id == order_id))
        found.scalar_one().provider_order_id = number


@pytest.mark.parametrize("typed", first_quick(1, ["#1", "١", "1", "№1"]))
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


async def test_an_order_that_is_named_twice_is_reported_once(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    (number,) = bench.panel.orders
    since = chat.mark()
    await chat.say(f"/status 1 #1 {number}")
    said = await chat.wait_for("#1 (", since=since)
    assert said.text.count("#1 (") == 1


@proof
async def test_owners_find_our_number_without_its_sign(bench: Bench, chat: ChatClient) -> None:
    del bench
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    since = chat.mark()
    await chat.say("/find 1")
    await chat.wait_for("Number at the panel", since=since)


@proof
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


@proof
async def test_another_chat_s_order_is_not_found(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/status 1")
    await other.wait_for("1: there is no such order here")


async def test_without_numbers_open_orders_are_shown(bench: Bench, chat: ChatClient) -> None:
    since = chat.mark()
    await chat.say("/status")
    said = await chat.wait_for("No order is open", since=since)
    assert labels(said) == ["🛒 New order", "📋 All orders"]
    bench.panel.speed = 0.001
    form = await order_default(chat)
    await fill_default(chat, link="https://www.instagram.com/other/")
    since = chat.mark()
    await chat.say("/status")
    said = await chat.wait_for("#1 (", since=since)
    assert labels(said) == ["#1"]
    assert not form.deleted
    await chat.tap("Confirm")  # the form is still open
    await chat.wait_for("#2")
    other = bench.private(bench.playground.world.add_person("Max"))
    for command in ("status", "refill", "cancel_order"):
        await other.say(f"/{command}")
    await other.wait_for("No order is open")
    await other.wait_for("No order can be refilled now")
    await other.wait_for("No order can be canceled now")


@proof
async def test_refills_are_asked_for_by_taps_on_a_list(bench: Bench, chat: ChatClient) -> None:
    for number, link in enumerate(("one", "two"), 1):
        await order_default(chat, link=f"https://www.instagram.com/{link}/")
        await chat.wait_for(f"Order #{number} is completed")
    bench.skip(days=2)
    since = chat.mark()
    await chat.say("/refill")
    listed = await chat.wait_for("Tap an order", since=since)
    assert labels(listed) == [f"♻️ #{number} · Instagram Followers [Real]" for number in (2, 1)]
    data = listed.buttons[0][0].data
    answer = await chat.tap("#2", message=listed)
    assert answer is not None
    assert answer.text == "Refill requested. You will be notified when it is done."
    await chat.wait_for(lambda it: it is listed and len(labels(it)) == 1)
    late = await chat.press(listed, data or "")  # a second tap
    assert late is not None
    assert "Refill requested" not in (late.text or "")
    await chat.tap("#1", message=listed)
    await chat.wait_for(lambda it: it is listed and "No order can be refilled now" in it.text)
    await chat.wait_for("The refill of order #1 is completed")
    assert sum(call.action == "refill" for call in bench.panel.requests) == 2


@proof
async def test_a_cancellation_from_the_list_asks_first(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    since = chat.mark()
    await chat.say("/cancel_order")
    listed = await chat.wait_for("Cancel an order", since=since)
    await chat.tap("#1", message=listed)
    await chat.wait_for("Cancel order #1 at the panel?", since=since)
    assert not any(call.action == "cancel" for call in bench.panel.requests)
    await chat.tap("Yes, cancel", message=listed)
    await chat.wait_for("The panel accepted the cancellation of order #1")
