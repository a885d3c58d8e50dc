"""One live card an order: what is pushed takes its place; what is opened besides stays true."""

import asyncio

from sqlmodel import col, select

from bot.core.outbox.tables import OutboxMessage
from bot.orders.handlers.outgoing import card_view
from bot.orders.outbox import OrderMessage
from bot.orders.service import watchers
from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Person
from tests.chats.test_groups import order_in_group
from tests.chats.test_settings import opened
from tests.conftest import Bench
from tests.ordering import fill_default, labels, order_default
from tests.proof import proof

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


@proof
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


@proof
async def test_details_stay_open_while_the_order_moves_on(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    order = next(iter(bench.panel.orders.values()))
    await chat.tap("Details")
    await chat.wait_for("Waiting to be sent")
    order.status = "In progress"
    moved = await chat.wait_for(lambda it: "🚀 In progress" in it.text.split("\n")[0])
    await bench.pushed()
    assert moved.message_id == placed.message_id
    assert "🚫 Cancel order" in labels(moved)
    await chat.tap("Cancel order", message=moved)
    await chat.wait_for("Cancel order #1 at the panel?")
    order.status = "Processing"
    await chat.say("/status 1")
    await chat.wait_for(lambda it: "#1" in it.text and "Processing" in it.text)
    await bench.pushed()
    assert moved.text == "Cancel order #1 at the panel?"
    await chat.tap("Back", message=moved)
    await chat.wait_for(lambda it: it.message_id == placed.message_id and "Processing" in it.text)


@proof
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


@proof
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


async def test_what_waits_to_be_drawn_is_not_drawn_over_what_was_opened_meanwhile(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.say("/orders")
    listed = await chat.wait_for("📋 Orders · 1")
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        order = await session.get_one(Order, 1)
        view = card_view(order, listed.message_id)
        await watchers.follow(session, order, chat.chat.id, listed.message_id, view)
        await watchers.redraw(session, [1], bench.now())
        await watchers.unfollow(session, chat.chat.id, listed.message_id)
    await bench.pushed()
    shown = next(it for it in chat.bot_messages() if it.message_id == listed.message_id)
    assert "Orders · 1" in shown.text


async def test_in_a_group_the_push_answers_the_order_and_is_its_card(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
    await bench.start()
    member = bench.in_group(anna, group)
    await order_in_group(member)
    pushed = await member.wait_for("Order #1 is completed")
    await bench.pushed()
    assert [message.message_id for message in cards(member)] == [pushed.message_id]
    assert pushed.reply_to is not None


@proof
async def test_who_is_notified_in_private_has_the_card_in_the_group(bench: Bench) -> None:
    world = bench.playground.world
    anna: Person = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
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


async def test_a_tap_that_comes_late_does_not_draw_over_the_push(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    summary = await fill_default(chat)
    confirm = next(it.data for row in summary.buttons for it in row if it.label == "✅ Confirm")
    assert confirm is not None
    await chat.tap("Confirm")
    card = await chat.wait_for("Number at the panel")
    await bench.pushed()
    bench.playground.faults.add("sendMessage", times=1, retry_after=1)
    bench.panel.finish(next(iter(bench.panel.orders)))
    await until_waiting(bench, OrderMessage.NOTICE)
    answer = await chat.press(card, confirm)
    assert answer is not None
    assert answer.text == "This form became order #1."
    pushed = await chat.wait_for("🎉 Order #1 is completed")
    await bench.pushed()
    assert pushed.text.startswith("🎉 Order #1 is completed")


async def until_waiting(bench: Bench, kind: str) -> None:
    """Wait until a message of a kind is in the outbox."""
    assert bench.app is not None
    waiting = select(OutboxMessage).where(col(OutboxMessage.kind) == kind)
    async with asyncio.timeout(10):
        while True:
            async with bench.app.database.read() as session:
                if (await session.execute(waiting)).first():
                    return
            await asyncio.sleep(0.01)
