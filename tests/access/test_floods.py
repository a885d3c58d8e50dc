"""Floods: one notice, then silence for a while; owners are always heard."""

from datetime import timedelta

import pytest

from bot.core.access.floods import FloodLimits
from bot.core.access.tables import Person
from bot.core.access.throttle import Rule
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench

TEN, THIRTY = timedelta(seconds=10), timedelta(seconds=30)
OF_GROUP = "🚦 This group sends more than I can answer. I'll listen again in 30 seconds."
NOTICE = "🚦 That was too much at once. I'll listen again in 30 seconds."


@pytest.fixture
async def bench(bench: Bench) -> Bench:
    bench.flood_limits = FloodLimits(Rule(5, TEN, THIRTY), Rule(8, TEN, THIRTY))
    await bench.start()
    return bench


def texts(chat: ChatClient) -> list[str]:
    return [message.text for message in chat.bot_messages()]


async def handled(chat: ChatClient) -> None:
    """Wait until everything said here was handled: what is said in a chat is, in order."""
    await chat.press(chat.bot_messages()[0], "zz")


async def test_a_person_is_notified_once_and_then_ignored(bench: Bench) -> None:
    chat = bench.private(bench.playground.world.add_person("Max"))
    for number in range(12):
        await chat.say(f"/status {number}")
    await chat.wait_for(NOTICE)
    await handled(chat)
    assert texts(chat).count(NOTICE) == 1
    assert len(texts(chat)) == 6
    answer = await chat.press(chat.bot_messages()[0], "m:help")
    assert answer is not None
    assert (answer.text, answer.show_alert) == (NOTICE, False)
    assert len(texts(chat)) == 6


async def test_taps_are_warned_by_their_answer(bench: Bench) -> None:
    chat = bench.private(bench.playground.world.add_person("Max"))
    await chat.say("/start")
    shown = await chat.wait_for("Hello")
    answers = [await chat.press(shown, "zz") for _ in range(6)]
    said = [(answer.text, answer.show_alert) for answer in answers if answer is not None]
    out_of_date = [("This button is out of date.", False)] * 4
    assert said == [*out_of_date, (NOTICE, True), (NOTICE, False)]
    assert len(texts(chat)) == 1


async def test_nothing_is_written_down_of_who_is_ignored(bench: Bench) -> None:
    assert bench.app is not None
    person = bench.playground.world.add_person("Max")
    chat = bench.private(person)
    for _ in range(6):
        await chat.say("/help")
    await chat.wait_for(NOTICE)
    async with bench.app.database.begin() as session:
        await session.delete(await session.get_one(Person, person.id))
    await chat.say("/help")
    await handled(chat)
    async with bench.app.database.read() as session:
        assert await session.get(Person, person.id) is None


async def test_a_group_is_ignored_and_its_messages_count_for_nothing(bench: Bench) -> None:
    world = bench.playground.world
    members = [world.add_person(f"P{number}") for number in range(4)]
    group = world.groups.add("Team", members=[*members, bench.owner], admins=[members[0]])
    world.groups.set_bot_admin(group, True)  # it hears all that is said
    talker = bench.in_group(members[0], group)
    for number in range(30):
        await talker.say(f"word {number}")
    for member in members:
        for _ in range(3):
            await bench.in_group(member, group).say("/help")
    await talker.wait_for(OF_GROUP)
    await handled(talker)
    assert texts(talker).count(OF_GROUP) == 1
    assert sum("What you can do" in text for text in texts(talker)) == 8
    since = talker.mark()
    await bench.in_group(bench.owner, group).say("/help")
    await talker.wait_for("What you can do", since=since)


async def test_owners_are_always_heard(bench: Bench) -> None:
    chat = bench.private()
    for _ in range(12):
        await chat.say("/help")
    await chat.wait_for(lambda _: len(texts(chat)) == 12)
    assert NOTICE not in texts(chat)
