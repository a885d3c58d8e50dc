"""What cannot be delivered: the next best place, once; owners who are still to come."""

import asyncio

import pytest
from sqlmodel import select

from bot.core.access.tables import Chat
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import GENERAL_TOPIC, Person
from bot.sandbox.telegram.model import Chat as PlaygroundChat
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench, until
from tests.ordering import LINK, fill_default, labels, order_default
from tests.proof import first_quick, proof

DONE = "Order #1 is completed"


async def settled(bench: Bench) -> None:
    """Wait until all is delivered, passed on, kept or given up."""
    app = bench.app
    assert app is not None
    async with asyncio.timeout(15):
        while True:
            async with app.database.read() as session:
                rows = (await session.execute(select(OutboxMessage))).scalars().all()
            if all(row.kept or row.dead for row in rows):
                return
            await asyncio.sleep(0.01)


async def dead(bench: Bench) -> list[str]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        rows = (await session.execute(select(OutboxMessage))).scalars().all()
    return [row.kind for row in rows if row.dead]


def count(chat: ChatClient, text: str) -> int:
    return sum(text in message.text for message in chat.bot_messages())


async def ordered(
    bench: Bench, *, at_home: bool, owner_came: bool = True, topic: bool = False
) -> tuple[Person, PlaygroundChat, ChatClient]:
    """Have somebody order in a group, and return it while the order is under way."""
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], forum=topic)
    thread = world.groups.add_topic(group, "Orders") if topic else None
    await bench.start()
    bench.panel.speed = 0.001
    if owner_came:
        await bench.private().say("/start")
        await bench.private().wait_for("Hello")
    if at_home:
        await bench.private(anna).say("/start")
        await bench.private(anna).wait_for("Hello")
    chat = bench.in_group(anna, group, thread)
    await order_in_group(chat, LINK)
    await chat.wait_for("Number at the panel")
    await settled(bench)
    return anna, group, chat


async def finish(bench: Bench) -> None:
    bench.panel.finish(next(iter(bench.panel.orders)))
    async with asyncio.timeout(10):
        while not await _has_ended(bench):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)
    await settled(bench)


async def _has_ended(bench: Bench) -> bool:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.get_one(Order, 1)).state is OrderState.COMPLETED


@pytest.mark.parametrize("how", first_quick(1, ["closed", "deleted"]))
async def test_a_topic_that_takes_nothing_is_notified_in_the_group(bench: Bench, how: str) -> None:
    anna, group, chat = await ordered(bench, at_home=True, topic=True)
    topic = next(iter(group.topics))
    if how == "closed":
        group.closed_topics.add(topic)
    else:
        del group.topics[topic]
    await finish(bench)
    notice = [m for m in group.messages.values() if DONE in m.text]
    assert [m.thread_id for m in notice] == [None]
    assert count(bench.private(anna), DONE) == 0
    assert count(bench.private(), DONE) == 0
    await chat.say("/orders")
    await until(lambda: any("📋 Orders · 1" in m.text for m in group.messages.values()))
    answer = next(m for m in group.messages.values() if "📋 Orders · 1" in m.text)
    assert answer.thread_id is None


@pytest.mark.parametrize("at_home", first_quick(1, [True, False]))
@pytest.mark.parametrize(
    "how", first_quick(1, ["muted", "general closed", "put out", "put out unseen"])
)
async def test_a_group_that_takes_nothing_is_notified_elsewhere(
    bench: Bench, how: str, *, at_home: bool
) -> None:
    """The person in private; who cannot be reached there is spoken for by the owners."""
    anna, group, chat = await ordered(bench, at_home=at_home, topic=True)
    del chat
    if how == "muted":
        group.unwelcome.add("text")
    elif how == "general closed":
        group.closed_topics |= {GENERAL_TOPIC, *group.topics}
    elif how == "put out":
        bench.playground.world.groups.remove_bot(group)
    else:
        group.has_bot = False
    before = len(bench.playground.calls)
    await finish(bench)
    there, owner = bench.private(anna), bench.private()
    assert (count(there, DONE), count(owner, DONE)) == ((1, 0) if at_home else (0, 1))
    where = there if at_home else owner
    assert "👥 Team" in next(m.text for m in where.bot_messages() if DONE in m.text)
    tries = [
        call
        for call in bench.playground.calls[before:]
        if call.method == "sendMessage" and call.params["chat_id"] == str(group.id)
    ]
    assert len(tries) <= 2  # its topic, and the group
    assert await dead(bench) == []


async def test_who_put_the_bot_out_of_their_own_chat_hears_nothing(bench: Bench) -> None:
    await bench.start()
    bench.panel.speed = 0.001
    person = bench.playground.world.add_person("Max")
    await bench.private().say("/start")
    await order_default(bench.private(person))
    bench.playground.world.block(person)
    await finish(bench)
    assert count(bench.private(), DONE) == 0
    assert await dead(bench) == []


@proof
@pytest.mark.parametrize("tapped", first_quick(1, [False, True]))
async def test_statistics_where_no_pictures_are_welcome(bench: Bench, *, tapped: bool) -> None:
    anna, group, chat = await ordered(bench, at_home=False)
    del anna
    if tapped:
        await chat.say("/stats")
        await until(lambda: any(m.file for m in group.messages.values()))
    group.unwelcome.add("photo")
    since = chat.mark()
    if tapped:
        shown = next(m for m in group.messages.values() if m.file)
        await chat.tap("7", message=shown)
    else:
        await chat.say("/stats")
    notice = await chat.wait_for("I'm not allowed to send pictures here", since=since)
    assert "1 order" in notice.text
    assert labels(notice)


@pytest.mark.parametrize("at_home", first_quick(1, [True, False]))
async def test_files_where_none_are_welcome(bench: Bench, *, at_home: bool) -> None:
    anna, group, chat = await ordered(bench, at_home=at_home)
    group.unwelcome.add("document")
    await chat.say("/export")
    menu = await chat.wait_for("Orders as a file")
    await chat.tap("CSV", message=menu)
    if at_home:
        home = bench.playground.world.private_chat(anna)
        await until(lambda: any(m.file for m in home.messages.values()))
        await chat.wait_for("1 order was sent")
    else:
        await chat.wait_for("I'm not allowed to send files here")
    assert not any(m.file for m in group.messages.values())


async def test_an_answer_to_a_deleted_message_is_sent_all_the_same(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
    chat = bench.in_group(anna, group)
    await chat.wait_for("Hello")
    message = world.say(anna, group, "/help")
    message.deleted = True
    answer = await chat.wait_for("What you can do here")
    assert answer.reply_to is None


@proof
async def test_owners_who_come_late_see_what_has_waited(bench: Bench) -> None:
    world = bench.playground.world
    await bench.start(ACCESS="closed", OWNER_IDS="1001,1002")
    mallory = bench.private(world.add_person("Mallory"))
    await mallory.say("/order")
    notice = await mallory.wait_for("This bot is private")
    assert "were asked" not in notice.text
    assert str(mallory.person.id) in notice.text
    await settled(bench)
    other = bench.private(world.add_person("Otto", id=1002))
    await other.say("/start")
    await other.wait_for("asks for access")
    since = mallory.mark()
    await mallory.say("/order")
    await mallory.wait_for("Its owners were asked", since=since)
    await other.say("/admin")
    await other.wait_for("Kept for owners who have not started the bot: 1")
    owner = bench.private()
    await owner.say("/start")
    asked = await owner.wait_for("asks for access")
    await owner.tap("Approve", message=asked)
    await mallory.wait_for("This chat was let in")
    since = other.mark()
    await other.tap("Refuse")
    await other.wait_for("was let in", since=since)
    await settled(bench)
    assert count(owner, "asks for access") == 0  # the card says now what became of it
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await session.execute(select(OutboxMessage))).first() is None
        assert (await session.get_one(Chat, mallory.person.id)).standing == "approved"


async def test_what_was_decided_meanwhile_is_not_asked_of_who_comes_later(bench: Bench) -> None:
    world = bench.playground.world
    await bench.start(ACCESS="closed", OWNER_IDS="1001,1002")
    other = bench.private(world.add_person("Otto", id=1002))
    await other.say("/start")
    await other.wait_for("Hello")
    mallory = bench.private(world.add_person("Mallory"))
    await mallory.say("/order")
    await mallory.wait_for("Its owners were asked")
    await other.wait_for("asks for access")
    await other.tap("Approve")
    await mallory.wait_for("This chat was let in")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    await settled(bench)
    assert count(owner, "asks for access") == 0


async def test_unclear_orders_wait_for_their_owner(bench: Bench) -> None:
    await bench.start()
    person = bench.playground.world.add_person("Max")
    chat = bench.private(person)
    bench.panel.faults.add("add", Fault.LOST_ANSWER, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await until(lambda: len(bench.panel.orders) == 1)
    await settled(bench)
    owner = bench.private()
    await owner.say("/start")
    card = await owner.wait_for("has no clear answer")
    assert any("It was placed" in label for label in labels(card))
