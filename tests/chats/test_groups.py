"""Groups: privacy mode, topics, who may do what, settings, migration."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Message, Person
from tests.conftest import Bench, until
from tests.ordering import LINK, labels, number_of
from tests.proof import proof


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person]:
    """Return an administrator and a member."""
    world = bench.playground.world
    return world.add_person("Anna"), world.add_person("Max")


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person]) -> Chat:
    """Return a group of both, with the bot running."""
    admin, member = people
    chat = bench.playground.world.groups.add("Team", members=[admin, member], admins=[admin])
    await bench.start()
    return chat


async def order_in_group(chat: ChatClient, link: str = LINK) -> None:
    """Order the first service by taps and replies."""
    form = await fill_in_group(chat, link)
    await chat.tap("Confirm", message=form)


async def fill_in_group(chat: ChatClient, link: str = LINK) -> Message:
    """Go to the summary of the first service by taps and replies."""
    since = chat.mark()
    await chat.say("/order")
    form = await chat.wait_for("Choose a platform", since=since)
    await chat.tap("Instagram", message=form)
    await chat.wait_for("Choose a category", since=since)
    await chat.tap("Followers", message=form)
    listed = await chat.wait_for("Choose a service", since=since)
    await chat.tap(number_of(listed, "[Real]"), message=form)
    await chat.wait_for("ID 1", since=since)
    await chat.tap("🛒 Order", message=form)
    asked = await chat.wait_for(lambda message: message.force_reply, since=since)
    await chat.say(link, reply_to=asked)
    form = await chat.wait_for("quantity", since=since)
    await chat.tap("Min", message=form)
    return await chat.wait_for("Total", since=since)


async def test_a_member_orders_under_privacy_mode(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    chat = bench.in_group(people[1], group)
    await order_in_group(chat)
    pushed = await chat.wait_for("Order #1 is completed")
    assert "Max" in pushed.text
    assert pushed.reply_to is not None


async def test_a_question_in_a_group_is_one_message_to_its_person(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    """The question, the one for the quantity and the summary follow what was written."""
    chat, other = bench.in_group(people[1], group), bench.in_group(people[0], group)
    await chat.say("/order")
    form = await chat.wait_for("Choose a platform")
    for label, shown in (("Instagram", "category"), ("Followers", "service"), ("1", "ID 1")):
        await chat.tap(label, message=form)
        await chat.wait_for(shown)
    await chat.tap("🛒 Order", message=form)
    asked = await chat.wait_for("Max, reply here with the link.")
    assert asked.force_reply_for == people[1].id
    await until(lambda: form.deleted)
    shown_now = [it for it in chat.bot_messages() if "Hello" not in it.text]
    assert shown_now == [asked]
    await other.say(LINK, reply_to=asked)  # somebody else's reply is none
    written = await chat.say("hello", reply_to=asked)
    asked = await chat.wait_for("instagram.com/hello, right?")
    written = await chat.say(LINK, reply_to=asked)
    asked = await chat.wait_for("Max, reply here with the answer.")
    assert asked.message_id > written.message_id
    written = await chat.say("1500 followers", reply_to=asked)
    summary = await chat.wait_for("Total: $1.35")
    assert summary.message_id > written.message_id
    await until(lambda: asked.deleted)
    await chat.say("/cancel")
    await until(lambda: summary.deleted)
    assert bench.added() == []


async def test_cancel_takes_the_question_away(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    chat = bench.in_group(people[1], group)
    await chat.say("/order")
    form = await chat.wait_for("Choose a platform")
    for label in ("TikTok", "TikTok", "1", "🛒 Order"):
        since = chat.mark()
        await chat.tap(label, message=form)
        await chat.wait_for(lambda _: True, since=since)
    asked = await chat.wait_for(lambda message: message.force_reply)
    await chat.say("/cancel")
    await chat.wait_for("Nothing was ordered")
    await until(lambda: asked.deleted)
    assert bench.added() == []


async def test_only_the_person_who_opened_a_form_uses_it(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    member, other = bench.in_group(people[1], group), bench.in_group(people[0], group)
    await member.say("/order")
    form = await member.wait_for("Choose a platform")
    answer = await other.tap("Instagram", message=form)
    assert answer is not None
    assert answer.show_alert
    assert answer.text == "Only Max can use this form."
    assert "Choose a platform" in (await member.wait_for("Choose")).text


async def test_the_bot_is_silent_on_what_is_not_for_it(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    bench.playground.world.groups.set_bot_admin(group, True)  # now it hears everything
    member = bench.in_group(people[1], group)
    await member.wait_for("Hello! Order with /order")
    await member.say("good morning")
    await member.say("/order@another_bot")
    await member.say("/unknown")
    await member.say("/help")
    await member.wait_for("What you can do here")
    hello, promoted, _ = member.bot_messages()
    assert "Order with /order" in hello.text
    assert "I am now an administrator" in promoted.text


@proof
async def test_a_form_keeps_to_its_topic(bench: Bench, people: tuple[Person, Person]) -> None:
    world = bench.playground.world
    forum = world.groups.add("Forum", members=list(people), admins=[people[0]], forum=True)
    topic = world.groups.add_topic(forum, "Orders")
    await bench.start()
    chat = bench.in_group(people[1], forum, topic)
    await order_in_group(chat)
    pushed = await chat.wait_for("Order #1 is completed")
    assert pushed.thread_id == topic
    assert all(message.thread_id == topic for message in chat.bot_messages())


async def test_administrators_decide_who_may_order(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/settings")
    await admin.wait_for("Settings of this group")
    await admin.tap("Who may order")
    await admin.tap("a list")
    await admin.wait_for("On the list: nobody")
    await member.say("/order")
    await member.wait_for("You can't do that here.")
    await admin.say(f"/allow {people[1].id}")
    await admin.wait_for("is now on the list")
    since = member.mark()
    await member.say("/order")
    await member.wait_for("Choose a platform", since=since)
    await admin.say(f"/deny {people[1].id}")
    await admin.wait_for("was removed from the list")
    answer = await member.tap("Instagram")
    assert answer is not None  # looking through the catalogue is still allowed
    since = member.mark()
    await member.say("/order")
    await member.wait_for("You can't do that here.", since=since)


async def test_a_person_is_allowed_by_reply(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    said = await member.say("hello")
    await admin.say("/allow", reply_to=said)
    assert "Max" in (await admin.wait_for("is now on the list")).text


async def test_members_cannot_change_settings(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/settings")
    panel = await admin.wait_for("Settings of this group")
    answer = await member.tap("Pause", message=panel)
    assert answer is not None
    assert answer.show_alert
    for command in ("/settings", "/pause", "/resume", "/allow 5", "/deny 5"):
        since = member.mark()
        await member.say(command)
        await member.wait_for("You can't do that here.", since=since)
    await admin.tap("Close", message=panel)
    since = member.mark()
    await member.say("/order")
    await member.wait_for("Choose a platform", since=since)


async def test_an_anonymous_administrator_has_the_settings(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    bench.playground.world.groups.set_anonymous(group, people[0], True)
    admin = bench.in_group(people[0], group)
    await admin.say("/settings")
    await admin.wait_for("Settings of this group")
    answer = await admin.tap("Pause ordering")
    assert answer is not None
    assert answer.text == "Saved."


async def test_paused_ordering_is_paused_for_all(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/pause")
    await admin.wait_for("paused")
    since = member.mark()
    await member.say("/order")
    await member.wait_for("Ordering is paused", since=since)
    await admin.say("/resume")
    await admin.wait_for("Ordering is open")
    since = member.mark()
    await member.say("/order")
    await member.wait_for("Choose a platform", since=since)


@proof
async def test_announcements_can_be_switched_off(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/settings")
    await admin.wait_for("Settings of this group")
    await admin.tap("📣 Announcements")
    await admin.tap("none")
    await admin.wait_for("Announcements: none")
    await order_in_group(member)
    await member.wait_for("Number at the panel")
    number = next(iter(bench.panel.orders))
    bench.panel.finish(number)
    await member.say("/status #1")
    await member.wait_for(lambda message: "Completed" in message.text)
    assert not [m for m in member.bot_messages() if "is completed" in m.text]


@proof
async def test_the_log_follows_a_migration(bench: Bench, people: tuple[Person, Person]) -> None:
    world = bench.playground.world
    old = world.groups.add("Team", members=list(people), admins=[people[0]], supergroup=False)
    await bench.start()
    member = bench.in_group(people[1], old)
    await order_in_group(member)
    await member.wait_for("Order #1 is completed")
    admin = bench.in_group(people[0], old)
    await admin.say("/settings")
    await admin.wait_for("Settings of this group")
    await admin.tap("📣 Announcements")
    await admin.tap("only when orders end")
    await admin.wait_for("Announcements: only when orders end")
    new = world.groups.migrate(old)
    moved = bench.in_group(people[1], new)
    await moved.say("/orders")
    log = await moved.wait_for("📋 Orders · 1")
    assert "#1" in labels(log)
    admin = bench.in_group(people[0], new)
    await admin.say("/settings")
    await admin.wait_for("Announcements: only when orders end")
