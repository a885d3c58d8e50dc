"""Who gets notified of orders: the group, the person in private, or both; in which topic."""

from typing import Any

import pytest

from bot.core.access.tables import Chat as StoredChat
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Person
from tests.chats.test_groups import order_in_group
from tests.chats.test_settings import opened
from tests.conftest import Bench
from tests.ordering import labels, order_default
from tests.proof import first_quick, proof

DONE = "Order #1 is completed"


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person]:
    """Return an administrator and a member."""
    world = bench.playground.world
    return world.add_person("Anna"), world.add_person("Max")


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person]) -> Chat:
    """Return a group of both, with the bot running."""
    chat = bench.playground.world.groups.add("Team", members=people, admins=people[:1])
    await bench.start()
    return chat


async def choose(admin: ChatClient, setting: str) -> None:
    panel = await opened(admin)
    answer = await admin.press(panel, f"s:c:{setting}")
    assert answer is not None
    assert answer.text == "Saved."


def notices(chat: ChatClient) -> list[str]:
    return [message.text for message in chat.bot_messages() if DONE in message.text]


@pytest.mark.parametrize(
    ("who", "in_group", "at_home"),
    first_quick(2, [("group", 1, 0), ("person", 0, 1), ("both", 1, 1)]),
)
async def test_who_is_notified(
    bench: Bench,
    people: tuple[Person, Person],
    group: Chat,
    who: str,
    in_group: int,
    at_home: int,
) -> None:
    member, home = bench.in_group(people[1], group), bench.private(people[1])
    await home.say("/start")
    await home.wait_for("Hello")
    await choose(bench.in_group(people[0], group), f"told:{who}")
    await order_in_group(member)
    await (home if at_home else member).wait_for(DONE)
    await bench.pushed()
    assert (len(notices(member)), len(notices(home))) == (in_group, at_home)
    for text in notices(home):
        assert "👥 Team" in text
    for message in home.bot_messages():
        if DONE in message.text:
            assert labels(message) == []  # the order is the group's, and is not shown here


@proof
async def test_who_never_wrote_in_private_is_notified_in_the_group(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    member = bench.in_group(people[1], group)
    await choose(bench.in_group(people[0], group), "told:person")
    await order_in_group(member)
    await member.wait_for(DONE)
    await bench.pushed()
    assert len(notices(member)) == 1


@proof
async def test_who_has_blocked_the_bot_is_notified_in_the_group_once(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    member, home = bench.in_group(people[1], group), bench.private(people[1])
    await home.say("/start")
    await home.wait_for("Hello")
    await choose(bench.in_group(people[0], group), "told:person")
    people[1].blocked_bot = True  # and the bot has not heard of it
    await order_in_group(member)
    await member.wait_for(DONE)
    await bench.pushed()
    assert len(notices(member)) == 1
    assert notices(home) == []


@proof
async def test_an_anonymous_administrator_is_notified_in_the_group(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    bench.playground.world.groups.set_anonymous(group, people[0], True)
    await choose(admin, "told:person")
    await order_in_group(admin)
    await admin.wait_for(DONE)
    assert len(notices(admin)) == 1


@proof
async def test_a_topic_of_one_s_choice(bench: Bench, people: tuple[Person, Person]) -> None:
    world = bench.playground.world
    forum = world.groups.add("Forum", members=people, admins=people[:1], forum=True)
    orders, news = world.groups.add_topic(forum, "Orders"), world.groups.add_topic(forum, "News")
    await bench.start()
    admin = bench.in_group(people[0], forum, news)
    panel = await opened(admin)
    await admin.tap("📣 Announcements", message=panel)
    await admin.wait_for("Topic: where it was ordered")
    await admin.tap("Use this topic", message=panel)
    await admin.wait_for("Topic: this one")
    member = bench.in_group(people[1], forum, orders)
    await order_in_group(member)
    pushed = await admin.wait_for(DONE)
    assert (pushed.thread_id, pushed.reply_to) == (news, None)
    assert notices(member) == []
    del forum.topics[news]
    await order_in_group(member, "https://www.instagram.com/second/")
    pushed = await bench.in_group(people[0], forum).wait_for("Order #2 is completed")
    assert pushed.thread_id is None
    await admin.press(panel, "s:c:topic:")
    await order_in_group(member, "https://www.instagram.com/third/")
    assert (await member.wait_for("Order #3 is completed")).reply_to is not None


@pytest.mark.parametrize("hours", first_quick(1, [{"quiet_from": 0, "quiet_until": 1439}, {}]))
async def test_in_quiet_hours_nothing_sounds(bench: Bench, hours: dict[str, Any]) -> None:
    app = await bench.start()
    chat = bench.private()
    await chat.say("/start")
    await chat.wait_for("Hello")
    async with app.database.begin() as session:
        (await session.get_one(StoredChat, chat.chat.id)).sqlmodel_update(hours)
    await order_default(chat)
    pushed = await chat.wait_for(DONE)
    silent = {message.message_id for message in chat.bot_messages() if message.silent}
    assert silent == ({pushed.message_id} if hours else set())


@proof
async def test_the_end_of_a_list_is_reported_to_whom_the_settings_say(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    member, home = bench.in_group(people[1], group), bench.private(people[1])
    await home.say("/start")
    await home.wait_for("Hello")
    await choose(bench.in_group(people[0], group), "told:person")
    await member.say("/mass\n1 | https://www.instagram.com/one/ | 100")
    await member.tap("Place 1 order")
    ended = await home.wait_for("All orders of mass order M1 have ended")
    assert "👥 Team" in ended.text
    assert [m.text for m in member.bot_messages() if "have ended" in m.text] == []
