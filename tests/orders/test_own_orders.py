"""In a group members see their own orders; administrators, anonymous ones too, see all."""

import pytest

from bot.sandbox.telegram.model import Chat, Person
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench
from tests.ordering import labels, order_default
from tests.proof import proof


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person, Person]:
    """Return an administrator and two members."""
    world = bench.playground.world
    return world.add_person("Anna"), world.add_person("Max"), world.add_person("Zoe")


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person, Person]) -> Chat:
    """Return a group in which both members have ordered, #1 and #2."""
    chat = bench.playground.world.groups.add("Team", members=people, admins=people[:1])
    await bench.start()
    for number, person in enumerate(people[1:], 1):
        member = bench.in_group(person, chat)
        await order_in_group(member, f"https://www.instagram.com/example{number}/")
        await member.wait_for(f"Order #{number} is completed")
    return chat


async def test_a_member_sees_own_orders_only(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    zoe = bench.in_group(people[2], group)
    since = zoe.mark()
    await zoe.say("/orders")
    listed = await zoe.wait_for("📋 Orders · 1", since=since)
    assert "#2" in labels(listed)
    assert "#1" not in labels(listed)
    for words in ("/status #1 #2", "/refill #1 #2", "/cancel_order #1 #2"):
        since = zoe.mark()
        await zoe.say(words)
        said = (await zoe.wait_for("#1: there is no such order here", since=since)).text
        assert "#2: there is" not in said
    assert [call.action for call in bench.panel.requests if call.action == "cancel"] == []
    for action in "snrfcya":
        answer = await zoe.press(listed, f"o:1:{action}")
        assert answer is not None
        assert (answer.text, answer.show_alert) == (
            "Only Max and administrators can see this.",
            True,
        )
    await zoe.tap("#2", message=listed)
    await zoe.wait_for("Zoe ·")


@proof
async def test_administrators_see_everybody_s(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    for anonymous in (False, True):
        bench.playground.world.groups.set_anonymous(group, people[0], anonymous)
        since = admin.mark()
        await admin.say("/orders")
        listed = await admin.wait_for("📋 Orders · 2", since=since)
        since = admin.mark()
        await admin.tap("#1", message=listed)
        await admin.wait_for("Max ·", since=since)
        since = admin.mark()
        await admin.say("/status #1 #2")
        said = await admin.wait_for("#2 (", since=since)
        assert "no such order" not in said.text


@proof
async def test_who_was_demoted_sees_own_orders_at_once(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    world = bench.playground.world
    world.groups.set_bot_admin(group, True)
    admin = bench.in_group(people[0], group)
    await admin.wait_for("I am now an administrator")
    await admin.say("/orders")
    listed = await admin.wait_for("📋 Orders · 2")
    world.groups.set_admin(group, people[2], True)
    world.groups.set_admin(group, people[0], False)
    since = admin.mark()
    await admin.say("/orders")
    await admin.wait_for("📋 Orders · 0", since=since)
    answer = await admin.press(listed, "o:1:n")
    assert answer is not None
    assert answer.text == "Only Max and administrators can see this."
    zoe = bench.in_group(people[2], group)
    since = zoe.mark()
    await zoe.say("/settings")
    await zoe.wait_for("Settings of this group", since=since)


async def test_in_private_everything_is_the_person_s(bench: Bench) -> None:
    await bench.start()
    chat = bench.private(bench.playground.world.add_person("Max"))
    await order_default(chat)
    await chat.say("/orders")
    assert "#1" in labels(await chat.wait_for("📋 Orders · 1"))
