"""/privacy and /forget, for everybody: what is stored, as a file, and no more."""

import asyncio
import json
from typing import Any

from sqlmodel import select

from bot.chats.rules.forgetting import NOBODY
from bot.chats.tables import Forgotten
from bot.core.access.tables import Chat, Person
from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from tests.access.test_blocked import block
from tests.conftest import Bench
from tests.ordering import LINK, fill_default, labels, order_default
from tests.proof import proof


async def data_of(chat: ChatClient, since: int = 0) -> dict[str, Any]:
    """Return the file that was sent."""
    sent = await chat.wait_for(lambda message: message.file is not None, since=since)
    name, content = chat.read_file(sent)
    assert name == "my-data.json"
    found: dict[str, Any] = json.loads(content)
    return found


async def rows(bench: Bench, table: Any) -> list[Any]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(table))).scalars())


async def test_what_is_stored_is_reported_and_handed_out(bench: Bench) -> None:
    await bench.start()
    chat = bench.private(bench.playground.world.add_person("Max", username="Max1"))
    await order_default(chat)
    await chat.say("/privacy")
    notice = await chat.wait_for("What is stored about you, and why")
    assert "that it came, for 2 days." in notice.text
    await chat.tap("📦 Get my data")
    found = await data_of(chat)
    assert found["person"][0]["username"] == "max1"
    assert [order["link"] for order in found["orders"]] == [LINK]
    assert [person.name for person in await rows(bench, Person)] == ["Max"]


async def test_a_person_is_forgotten_and_comes_back_as_a_new_one(bench: Bench) -> None:
    await bench.start()
    person = bench.playground.world.add_person("Max")
    chat = bench.private(person)
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    await bench.pushed()
    since = chat.mark()
    await chat.say("/forget")
    asked = await chat.wait_for("Erase your data?")
    assert "under way" not in asked.text
    await chat.tap("Yes, forget me")
    await chat.wait_for("The file below is everything that was stored.")
    found = await data_of(chat, since)
    assert [order["link"] for order in found["orders"]] == [LINK]
    assert await rows(bench, Person) == []
    (order,) = await rows(bench, Order)
    assert (order.user_id, order.user_name, order.link) == (NOBODY - 1, "", "")
    assert order.quantity == 1000
    (home,) = await rows(bench, Chat)
    assert (home.title, home.reachable) == ("", False)
    since = chat.mark()
    await chat.say("/start")
    await chat.wait_for("Hello, Max!")
    await chat.say("/orders")
    await chat.wait_for("Nothing here yet", since=since)
    assert [person.name for person in await rows(bench, Person)] == ["Max"]


@proof
async def test_an_order_under_way_is_reported_to_its_end(bench: Bench) -> None:
    await bench.start()
    bench.panel.speed = 0.001
    chat = bench.private(bench.playground.world.add_person("Max"))
    await order_default(chat)
    await chat.say("/forget")
    asked = await chat.wait_for("Erase your data?")
    assert "Your order in progress stays as it is until it ends." in asked.text
    await chat.tap("Yes, forget me")
    await chat.wait_for("1 order is in progress; it is erased when it ends.")
    assert [(order.user_name, order.link) for order in await rows(bench, Order)] == [("Max", LINK)]
    bench.panel.finish(next(iter(bench.panel.orders)))
    await chat.wait_for("Order #1 is completed")
    bench.skip(hours=2)
    link = LINK
    while link:
        await asyncio.sleep(0.05)
        (order,) = await rows(bench, Order)
        link = order.link
    assert (order.user_id, order.user_name) == (NOBODY - 1, "")


async def test_who_thinks_better_of_it_keeps_everything(bench: Bench) -> None:
    await bench.start()
    chat = bench.private(bench.playground.world.add_person("Max"))
    await chat.say("/privacy")
    await chat.tap("🗑 Forget me")
    await chat.tap("⬅️ Back")
    shown = await chat.wait_for("What is stored about you")
    assert labels(shown) == ["📦 Get my data", "🗑 Forget me"]
    assert [person.name for person in await rows(bench, Person)] == ["Max"]
    assert await rows(bench, Forgotten) == []


@proof
async def test_outsiders_and_blocked_people_may_as_well(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    for blocked in (False, True):
        chat = bench.private(bench.playground.world.add_person("Max"))
        await chat.say("/privacy")
        await chat.wait_for("What is stored about you")
        if blocked:
            await block(bench, chat)
        await chat.tap("🗑 Forget me")
        await chat.tap("Yes, forget me")
        await chat.wait_for("Your data was erased")
        found = {person.user_id: person for person in await rows(bench, Person)}
        assert (chat.person.id in found) is blocked
        if blocked:
            assert (found[chat.person.id].name, found[chat.person.id].blocked) == ("", True)
            since = chat.mark()
            await chat.say("/start")
            await chat.wait_for("have blocked you", since=since)


async def test_in_a_group_nothing_is_shown_of_anybody(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    admin, member = world.add_person("Admin"), world.add_person("Max")
    group = world.groups.add("Team", members=[admin, member], admins=[admin])
    world.groups.set_anonymous(group, admin, True)
    for person in (admin, member):
        chat = bench.in_group(person, group)
        since = chat.mark()
        await chat.say("/privacy")
        notice = await chat.wait_for("What is stored about you", since=since)
        assert labels(notice) == []
        await chat.say("/forget")
        await chat.wait_for("Write /forget in your private chat with me.", since=since)
        for action in "efys":
            answer = await chat.press(notice, f"pr:{action}")
            assert answer is not None
            assert answer.text == "You can't do that here."
        assert not [message for message in chat.bot_messages() if message.file]
    assert await rows(bench, Forgotten) == []


@proof
async def test_a_form_is_gone_with_its_person(bench: Bench) -> None:
    await bench.start()
    chat = bench.private(bench.playground.world.add_person("Max"))
    form = await fill_default(chat)
    await chat.say("/forget")
    await chat.tap("Yes, forget me")
    await chat.wait_for("Your data was erased")
    await chat.tap("Confirm", message=form)
    assert bench.added() == []
    assert await rows(bench, Order) == []
