"""One live card an order: what is pushed takes its place; what is opened besides stays true."""

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Person
from tests.chats.test_groups import order_in_group
from tests.chats.test_settings import opened
from tests.conftest import Bench
from tests.ordering import labels, order_default

NUMBER = "Number at the panel"


def cards(chat: ChatClient) -> list[Message]:
    """Return the messages that are there and show an order."""
    return [message for message in chat.bot_messages() if NUMBER in message.text]


async def test_the_end_of_an_order_takes_the_place_of_its_card(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    number = next(iter(bench.panel.orders))
    bench.panel.finish(number, "Completed")
    pushed = await chat.wait_for("Order #1 is completed")
    await bench.pushed()
    assert pushed.message_id != placed.message_id
    assert [message.message_id for message in cards(chat)] == [pushed.message_id]
    assert "🔁 Order again" in labels(pushed)
    assert f"{NUMBER}: {number}" in pushed.text


async def test_a_later_change_draws_the_push_again(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    pushed = await chat.wait_for("Order #1 is completed")
    await bench.pushed()
    bench.panel.finish(next(iter(bench.panel.orders)), "Refunded")
    await chat.tap("Details", message=pushed)
    await chat.tap("Refresh", message=pushed)
    again = await chat.wait_for("Order #1 was refunded")
    await bench.pushed()
    assert [message.message_id for message in cards(chat)] == [again.message_id]


async def test_the_card_shows_each_state_without_a_push(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    number = next(iter(bench.panel.orders))
    bench.panel.orders[number].status = "In progress"
    shown = await chat.wait_for("In progress")
    assert shown.message_id == placed.message_id
    assert len(cards(chat)) == 1


async def test_details_open_in_place(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    await chat.tap("Details")
    card = await chat.wait_for("Waiting to be sent")
    assert card.message_id == placed.message_id
    assert "📋 All orders" not in labels(card)
    bench.panel.orders[next(iter(bench.panel.orders))].remains = 1
    await chat.tap("Refresh")
    await chat.wait_for(lambda it: "Checked" in it.text and "⬅️ Back" in labels(it))
    await chat.tap("Back")
    folded = await chat.wait_for(lambda it: "🔎 Details" in labels(it))
    assert folded.message_id == placed.message_id
    assert len(cards(chat)) == 1


async def test_a_card_opened_from_the_list_stays_true(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.say("/orders")
    listed = await chat.wait_for("📋 Orders · 1")
    await chat.tap("#1", message=listed)
    await chat.wait_for(lambda it: it.message_id == listed.message_id and NUMBER in it.text)
    bench.panel.finish(next(iter(bench.panel.orders)), "Partial", remains=300)
    await chat.wait_for("Order #1 was partially delivered")
    await chat.wait_for(
        lambda it: it.message_id == listed.message_id and "Partially delivered" in it.text
    )


async def test_a_list_that_is_back_is_not_drawn_over(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.say("/orders")
    listed = await chat.wait_for("📋 Orders · 1")
    await chat.tap("#1", message=listed)
    await chat.wait_for(lambda it: it.message_id == listed.message_id and NUMBER in it.text)
    await chat.tap("All orders", message=listed)
    await chat.wait_for(lambda it: it.message_id == listed.message_id and "Orders · 1" in it.text)
    bench.panel.finish(next(iter(bench.panel.orders)), "Completed")
    await chat.wait_for("Order #1 is completed")
    await bench.pushed()
    shown = next(it for it in chat.bot_messages() if it.message_id == listed.message_id)
    assert "Orders · 1" in shown.text


async def test_in_a_group_the_push_answers_the_order_and_is_its_card(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.add_group("Team", members=[anna], admins=[anna])
    await bench.start()
    member = bench.in_group(anna, group)
    await order_in_group(member)
    pushed = await member.wait_for("Order #1 is completed")
    await bench.pushed()
    assert [message.message_id for message in cards(member)] == [pushed.message_id]
    assert pushed.reply_to is not None


async def test_who_is_told_in_private_has_the_card_in_the_group(bench: Bench) -> None:
    world = bench.playground.world
    anna: Person = world.add_person("Anna")
    group = world.add_group("Team", members=[anna], admins=[anna])
    await bench.start()
    member, home = bench.in_group(anna, group), bench.private(anna)
    await home.say("/start")
    await home.wait_for("Hello")
    panel = await opened(member)
    await member.press(panel, "s:c:told:person")
    await order_in_group(member)
    await home.wait_for("Order #1 is completed")
    await bench.pushed()
    (card,) = cards(member)
    assert "✅ Completed" in card.text
