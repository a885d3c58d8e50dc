"""/stats: a picture with its numbers, of one's own orders, the group's, every chat's."""

import os
import signal
import struct
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.charts.helper import Helper
from bot.orders.rules.states import OrderState
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Message, Person
from tests.conftest import Bench
from tests.order_log import an_order, write
from tests.ordering import labels, order_default
from tests.proof import proof

WIDTH = 1080
S = OrderState


def size_of(bench: Bench, message: Message) -> tuple[int, int]:
    """Return the width and height of a message's picture."""
    assert message.file is not None
    assert message.file["kind"] == "photo"
    content = bench.playground.messages.files[message.file["id"]].content
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack_from(">16xII", content)
    return width, height


def painter(bench: Bench) -> Helper:
    assert bench.app is not None
    services = bench.app.application.bot_data.services
    assert services is not None
    return services.painter


async def fill(bench: Bench, *orders: dict[str, Any]) -> None:
    """Write orders, each so many hours ago: `(hours, fields)`."""
    assert bench.app is not None
    rows = [
        an_order(number, bench.now() - timedelta(hours=order.pop("hours")), **order)
        for number, order in enumerate(orders)
    ]
    await write(bench.app.database, rows, bench.now())


async def test_the_last_days_are_drawn_and_drawn_again(bench: Bench, chat: ChatClient) -> None:
    here = {"chat_id": chat.chat.id}
    done = here | {"state": S.COMPLETED, "charge": Decimal("0.90")}
    await fill(
        bench,
        {"hours": 40 * 24, **done},
        {"hours": 20 * 24, **done},
        {"hours": 20 * 24, **here, "state": S.PARTIAL, "remains": 250},
        {"hours": 2, **here, "state": S.CANCELED},
        {"hours": 1, **here},
        {"hours": 1, "chat_id": 77, "state": S.COMPLETED},
    )
    await chat.say("/stats")
    sent = await chat.wait_for("📊")
    assert size_of(bench, sent) == (WIDTH, 1266)
    assert sent.text.splitlines()[1:3] == [
        "4 orders · spent: $2.65",
        "✅ 25% completed · 🟡 25% partial · 🚫 25% canceled",
    ]
    assert labels(sent) == ["7 days", "• 30 days", "90 days", "• This chat", "All chats"]
    first = sent.file
    await chat.tap("7 days")
    week = await chat.wait_for(lambda message: "• 7 days" in labels(message))
    assert week is sent
    assert week.file != first
    assert "2 orders · spent: $1.00" in week.text
    await chat.tap("90 days")
    await chat.wait_for("5 orders · spent: $3.55")
    await chat.tap("All chats")
    everything = await chat.wait_for("6 orders · spent: $4.55")
    assert everything.text.startswith("📊 All chats · ")
    assert len(chat.bot_messages()) == 1


@proof
async def test_any_number_of_days_can_be_asked_for(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"hours": 1, "chat_id": chat.chat.id})
    await chat.say("/stats ٣٦٥")
    assert "1 order · spent: $1.00" in (await chat.wait_for("📊")).text
    for typed in ("/stats 366", "/stats 0", "/stats week"):
        since = chat.mark()
        await chat.say(typed)
        await chat.wait_for("⚠️ Send a number of days from 1 to 365.", since=since)
    assert len([message for message in chat.bot_messages() if message.file]) == 1


@proof
async def test_it_is_in_the_menu(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"hours": 1, "chat_id": chat.chat.id})
    await chat.say("/start")
    await chat.tap("📊 Statistics")
    assert "• 30 days" in labels(await chat.wait_for("1 order · spent: $1.00"))


@proof
async def test_no_orders_no_picture(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/stats")
    assert (await chat.wait_for("📊 No orders")).file is None
    await fill(bench, {"hours": 24 * 10, "chat_id": chat.chat.id})
    since = chat.mark()
    await chat.say("/stats")
    sent = await chat.wait_for("1 order", since=since)
    before = sent.file
    answer = await chat.tap("7 days")
    assert answer is not None
    assert (answer.text or "").startswith("📊 No orders: ")
    assert sent.file == before


@proof
async def test_a_painter_that_was_killed_costs_one_picture(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"hours": 1, "chat_id": chat.chat.id})
    assert painter(bench).pid is None
    await chat.say("/stats")
    sent = await chat.wait_for("1 order")
    pid = painter(bench).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await chat.tap("7 days")
    text = await chat.wait_for("The picture could not be drawn.")
    assert text.file is None
    assert "1 order · spent: $1.00" in text.text
    await chat.tap("90 days", message=text)
    await chat.wait_for(lambda message: message is text and message.file is not None)
    assert sent.file is not None


@proof
async def test_a_picture_that_was_deleted_is_sent_anew(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"hours": 1, "chat_id": chat.chat.id})
    await chat.say("/stats")
    sent = await chat.wait_for("1 order")
    sent.deleted = True
    await chat.press(sent, "t:c:7")
    assert (await chat.wait_for("1 order")).message_id != sent.message_id


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person]:
    """Return an administrator and a member."""
    world = bench.playground.world
    return world.add_person("Anna"), world.add_person("Max")


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person]) -> Chat:
    """Return a group of both in which each has ordered, the member once."""
    admin, member = people
    chat = bench.playground.world.groups.add("Team 🌙", members=[admin, member], admins=[admin])
    await bench.start()
    here = {"hours": 1, "chat_id": chat.id}
    await fill(
        bench,
        here | {"user_id": admin.id},
        here | {"user_id": admin.id},
        here | {"user_id": member.id},
    )
    return chat


@proof
async def test_a_group_shows_all_to_administrators_and_own_orders_to_members(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/stats")
    all_ = await admin.wait_for("📊 Team 🌙 · ")
    assert "3 orders · spent: $3.00" in all_.text
    assert labels(all_) == ["7 days", "• 30 days", "90 days"]
    assert all_.reply_to is not None
    await member.say("/stats")
    own = await member.wait_for("📊 Max · ")
    assert "1 order · spent: $1.00" in own.text
    for chat, message, data in (
        (member, all_, "t:c:7"),
        (member, own, f"t:{people[0].id}:7"),
        (member, own, "t:e:7"),
        (admin, own, f"t:{people[1].id}:7"),
        (admin, all_, "t:e:7"),
        (admin, all_, "t:c:0"),
        (admin, all_, "t"),
    ):
        before, text = message.file, message.text
        answer = await chat.press(message, data)
        assert answer is not None
        assert answer.text == "You can't do that here."
        assert (message.file, message.text) == (before, text)


async def test_others_private_orders_are_nobodys_business(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/stats")
    said = await stranger.wait_for("📊 No orders")
    answer = await stranger.press(said, "t:e:30")
    assert answer is not None
    assert answer.text == "You can't do that here."
    answer = await stranger.press(said, f"t:{chat.chat.id}:30")
    assert answer is not None
    assert answer.text == "You can't do that here."
