"""/orders, cards, and commands with numbers."""

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, until
from tests.ordering import labels, order_default
from tests.proof import proof


async def test_the_log_lists_this_chats_orders_newest_first(
    bench: Bench, chat: ChatClient
) -> None:
    del bench
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    await order_default(chat, "500")
    await chat.say("/orders")
    log = await chat.wait_for("📋 Orders · 2")
    assert log.text.index("#2") < log.text.index("#1")
    assert labels(log)[:2] == ["#2", "#1"]


@proof
async def test_the_log_can_be_filtered(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.panel.speed = 0.001
    await order_default(chat, link="https://www.instagram.com/other/")
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 2")
    await chat.tap("Finished")
    await chat.wait_for("📋 Orders · 1")
    await chat.tap("Open")
    shown = await chat.wait_for(lambda message: "• Open" in labels(message))
    assert "#2" in shown.text
    assert "#1" not in shown.text


async def test_a_card_shows_everything_and_refreshes(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.tap("Details")
    card = await chat.wait_for("Waiting to be sent")
    assert "instagram.com/example" in card.text
    assert {"🔄 Refresh", "⧉ Copy link"} <= {*labels(card)}
    number = next(iter(bench.panel.orders))
    bench.panel.finish(number, "Partial", remains=300)
    answer = await chat.tap("Refresh")
    assert answer is not None
    assert answer.text == "Asking the panel …"
    await chat.wait_for("700 of 1,000")


@proof
async def test_a_partial_order_says_what_remains(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    bench.panel.finish(next(iter(bench.panel.orders)), "Partial", remains=300)
    pushed = await chat.wait_for("partially delivered")
    assert "300 of 1,000" in pushed.text


async def test_a_refill_is_followed_to_its_end(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.skip(hours=24)
    await chat.tap("Details")
    await chat.wait_for("Waiting to be sent")
    answer = await chat.tap("Refill")
    assert answer is not None
    assert "Refill requested" in (answer.text or "")
    await chat.wait_for("The refill of order #1 is completed")
    assert len([call for call in bench.panel.requests if call.action == "refill"]) == 1


@proof
async def test_one_refill_at_a_time(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.skip(hours=24)
    bench.panel.speed = 0.001
    await chat.say("/refill #1")
    await chat.wait_for("Refill requested")
    await bench.panel.wait_for("refill")
    await chat.say("/refill #1")
    await chat.wait_for("already in progress")
    assert len([call for call in bench.panel.requests if call.action == "refill"]) == 1


async def test_a_cancellation_is_asked_twice_before_it_is_sent(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.tap("Details")
    await chat.wait_for("Waiting to be sent")
    await chat.tap("Cancel order")
    await chat.wait_for("Cancel order #1 at the panel?")
    assert not [call for call in bench.panel.requests if call.action == "cancel"]
    await chat.tap("Yes, cancel")
    await chat.wait_for("Order #1 was canceled")


async def test_status_takes_many_numbers_of_both_kinds(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    number = next(iter(bench.panel.orders))
    await chat.say(f"/status #1 {number},99999")
    said = await chat.wait_for("no such order here")
    assert said.text.count("Completed") == 1  # both are of one order
    assert labels(said) == ["#1"]


async def test_numbers_of_other_chats_do_not_exist(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    number = next(iter(bench.panel.orders))
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    asked = len(bench.panel.requests)
    for command in ("/status", "/refill", "/cancel_order"):
        since = stranger.mark()
        await stranger.say(f"{command} #1 {number}")
        said = await stranger.wait_for("no such order here", since=since)
        assert said.text.count("no such order here") == 2
    actions = {call.action for call in bench.panel.requests[asked:]}
    assert not actions & {"refill", "cancel"}


async def test_a_card_of_another_chat_cannot_be_opened(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/start")
    greeting = await stranger.wait_for("Hello")
    answer = await stranger.press(greeting, "o:1:s")
    assert answer is not None
    assert answer.text == "There is no such order here."


@proof
async def test_order_again_goes_to_the_summary(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat, "700")
    await chat.wait_for("Order #1 is completed")
    await chat.tap("Order again")
    since = chat.mark()
    summary = await chat.wait_for("Your order")
    assert "700" in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 is completed", since=since)
    await until(lambda: len(bench.added()) == 2)
    assert bench.added()[0] == bench.added()[1]
