"""/allow and /deny: by name, mention, id, reply, several at once; the list as a page."""

import pytest

from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Chat, Person
from tests.chats.test_groups import order_in_group
from tests.chats.test_settings import log, opened
from tests.conftest import Bench
from tests.ordering import labels
from tests.proof import proof


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person, Person]:
    """Return an administrator and two members."""
    world = bench.playground.world
    return (
        world.add_person("Anna"),
        world.add_person("Max", username="MaxTheBuyer"),
        world.add_person("Zoë 🌸"),
    )


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person, Person]) -> Chat:
    """Return a group of all, with the bot running and a list in force."""
    chat = bench.playground.world.groups.add("Team", members=people, admins=people[:1])
    await bench.start()
    admin = bench.in_group(people[0], chat)
    panel = await opened(admin)
    await admin.press(panel, "s:c:policy:list")
    await admin.wait_for("On the list: nobody")
    return chat


async def test_a_name_counts_once_the_person_was_seen(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people[:2])
    await admin.say("/allow @maxthebuyer")
    await admin.wait_for("I have not seen @maxthebuyer yet")
    await member.say("/order")
    await member.wait_for("You can't do that here.")
    since = admin.mark()
    await admin.say("/allow @maxthebuyer")
    assert "Max is now on the list" in (await admin.wait_for("on the list", since=since)).text
    await member.say("/order")
    await member.wait_for("Choose a platform")
    since = admin.mark()
    await admin.say("/deny @MAXTHEBUYER @nobody_else")
    said = (await admin.wait_for("was removed from the list", since=since)).text
    assert "I have not seen @nobody_else yet" in said
    since = member.mark()
    await member.say("/order")
    await member.wait_for("You can't do that here.", since=since)
    assert [entry[1:] for entry in (await log(bench))[1:]] == [
        ("listed", "", "Max"),
        ("listed", "Max", ""),
    ]


@proof
async def test_a_name_that_changed_hands_is_asked_about(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people[:2])
    await member.say("/order")
    await member.wait_for("You can't do that here.")
    people[1].username = "max_elsewhere"  # and somebody else may be @maxthebuyer
    since = admin.mark()
    await admin.say("/allow @maxthebuyer")
    asked = await admin.wait_for("may belong to somebody else now", since=since)
    assert f"Max, ID {people[1].id}. Let this person order?" in asked.text
    assert "is now on the list" not in admin.transcript()
    answer = await member.tap("Let Max order", message=asked)
    assert answer is not None
    assert answer.text == "You can't do that here."
    await member.say("/order")
    await member.wait_for("You can't do that here.", since=since)
    assert len(await log(bench)) == 1  # the policy
    await admin.tap("Let Max order", message=asked)
    await admin.wait_for("Max is now on the list", since=since)
    assert [entry[1:] for entry in (await log(bench))[1:]] == [("listed", "", "Max")]


async def test_several_at_once_by_mention_and_id(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    await admin.say(f"/allow Zoë 🌸, {people[1].id} whoever", mention=people[2])
    said = (await admin.wait_for("Zoë 🌸 is now on the list")).text
    assert f"{people[1].id} is now on the list" in said
    assert "whoever is neither a @name nor an ID" in said
    panel = await opened(admin)
    await admin.tap("The list", message=panel)
    page = await admin.wait_for("The list of who may order")
    assert [label for label in labels(page) if label.startswith("✕")] == [
        f"✕ {people[1].id}",
        "✕ Zoë 🌸",
    ]
    await admin.tap("✕ Zoë 🌸", message=panel)
    await admin.wait_for(lambda message: message is page and "Zoë" not in message.text)
    since = admin.mark()
    await admin.say("/deny", reply_to=await bench.in_group(people[2], group).say("hi"))
    await admin.wait_for("Zoë 🌸 was not on the list", since=since)


async def test_as_many_as_are_taken_at_once_are_all_answered(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    names = [f"@somebody_nobody_has_seen_{number:02}" for number in range(50)]
    since = admin.mark()
    await admin.say(f"/allow {' '.join(names)}")
    await admin.wait_for(names[-1], since=since)
    said = "".join(it.text for it in admin.bot_messages())
    assert [name for name in names if name not in said] == []


async def test_nobody_meant_shows_how(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    await admin.say("/allow")
    await admin.wait_for("/allow @name 123456789")
    await admin.say("/deny")
    await admin.wait_for("/deny @name 123456789")


async def test_the_linked_channel_orders_by_the_policy(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    world = bench.playground.world
    channel = world.groups.link_channel(group, "News")
    world.groups.set_for_channel(group, people[1], True)
    admin, voice = (bench.in_group(person, group) for person in people[:2])
    refused = await voice.say("/order")
    await voice.wait_for("You can't do that here.")
    await admin.say("/allow", reply_to=refused)
    assert "News is now on the list" in (await admin.wait_for("News is now on")).text
    since = voice.mark()
    await voice.say("/order")
    form = await voice.wait_for("Choose a platform", since=since)
    answer = await bench.in_group(people[2], group).tap("Instagram", message=form)
    assert answer is not None
    assert answer.text == "Only News can use this form."
    await admin.tap("Instagram", message=form)
    await admin.wait_for("Choose a category")
    assert channel.id < 0


async def test_posts_of_the_channel_and_other_channels_are_no_commands(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    world = bench.playground.world
    world.groups.link_channel(group, "News")
    world.groups.post_in_channel(group, "/order")
    other = world.groups.add("Other", members=people, with_bot=False)
    stranger = world.groups.link_channel(other, "Spam")
    admin = bench.in_group(people[0], group)
    seen = len(admin.bot_messages())
    linked, group.channel = group.channel, stranger
    world.groups.set_for_channel(group, people[1], True)
    message = await bench.in_group(people[1], group).say("hello")
    group.channel = linked
    world.deliver({"message": as_message(message, world.bot) | {"text": "/help"}})
    await admin.say("/help")
    await admin.wait_for("What you can do here")
    assert len(admin.bot_messages()) == seen + 1


async def test_people_are_put_on_the_list_by_buttons(
    bench: Bench, people: tuple[Person, Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people[:2])
    panel = await opened(admin)
    await admin.press(panel, "s:c:policy:everyone")
    await order_in_group(member)
    await member.wait_for("Placed")
    await admin.press(panel, "s:c:policy:list")
    await admin.tap("📃 The list", message=panel)
    page = await admin.wait_for("The list of who may order")
    await admin.tap("+ Add people", message=page)
    await admin.wait_for("have ordered here before")
    await admin.tap("+ Max", message=page)
    assert "✕ Max" in labels(await admin.wait_for(lambda it: it is page and "✕ Max" in labels(it)))
    await admin.tap("+ Add people", message=page)
    await admin.wait_for(lambda it: it is page and "+ Max" not in labels(it))
    await admin.tap("✏️ @name or ID …", message=page)
    asked = await admin.wait_for("Send the @names or IDs")
    await admin.say(f"{people[2].id}", reply_to=asked)
    await admin.wait_for("is now on the list")
    assert [entry[1:] for entry in (await log(bench))[-2:]] == [
        ("listed", "", "Max"),
        ("listed", "", str(people[2].id)),
    ]
