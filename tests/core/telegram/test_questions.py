"""What the bot asks for: answered by a reply, and in private by what is written next."""

import asyncio

import pytest
from sqlmodel import col, select

from bot.core.access.tables import Chat as StoredChat
from bot.core.inbox.tables import InboxUpdate
from bot.core.questions.tables import Question
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench
from tests.proof import first_quick


async def asked_for_a_zone(chat: ChatClient) -> Message:
    """Have the bot ask for the time zone."""
    since = chat.mark()
    await chat.say("/settings")
    await chat.tap("Time zone", message=await chat.wait_for("⚙️", since=since))
    await chat.wait_for("Local time", since=since)
    await chat.tap("Another")
    return await chat.wait_for("Send your city or time zone", since=since)


async def zone(bench: Bench, chat: ChatClient) -> str:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.get_one(StoredChat, chat.chat.id)).time_zone


async def test_what_is_written_next_is_the_answer(bench: Bench, chat: ChatClient) -> None:
    await asked_for_a_zone(chat)
    await chat.say("Atlantis")
    await chat.wait_for("I don't know this time zone")
    await bench.restart()
    await chat.say("Madrid")
    await chat.wait_for("Time zone: Madrid")
    assert await zone(bench, chat) == "Europe/Madrid"
    since = chat.mark()
    await chat.say("followers")
    await chat.wait_for("followers · 2", since=since)


@pytest.mark.parametrize("tapped", first_quick(1, [True, False]))
async def test_something_else_comes_up(bench: Bench, chat: ChatClient, tapped: bool) -> None:
    question = await asked_for_a_zone(chat)
    if tapped:
        await chat.tap("Back")
    else:
        await chat.say("/orders")
    since = chat.mark()
    await chat.say("Madrid")
    await chat.wait_for("Nothing was found", since=since)
    assert await zone(bench, chat) == "UTC"
    await chat.say("Madrid", reply_to=question)
    await chat.wait_for("Time zone: Madrid", since=since)


async def test_after_an_hour_it_has_to_be_a_reply(bench: Bench, chat: ChatClient) -> None:
    question = await asked_for_a_zone(chat)
    assert bench.app is not None
    waits, asked = col(InboxUpdate.handled_at).is_(None), None
    while asked is None:  # what is still being handled would be handled again an hour later
        async with bench.app.database.read() as session:
            if (await session.execute(select(InboxUpdate).where(waits))).first() is None:
                asked = (await session.execute(select(Question))).one()
        await asyncio.sleep(0.01)
    bench.skip(hours=1, minutes=1)
    since = chat.mark()
    await chat.say("Madrid")
    await chat.wait_for("Nothing was found", since=since)
    await chat.say("Madrid", reply_to=question)
    await chat.wait_for("Time zone: Madrid", since=since)


async def test_in_a_group_only_a_reply_is_the_answer(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna, bench.owner], admins=[anna])
    await bench.start()
    chat = bench.in_group(anna, group)
    question = await asked_for_a_zone(chat)
    assert question.text.startswith("Anna: 🕒 Send your city")
    assert question.force_reply_for == anna.id
    since = chat.mark()
    await chat.say("Madrid")
    await chat.say("Lisbon", reply_to=question)
    await chat.wait_for("Time zone: Lisbon", since=since)
    assert await zone(bench, chat) == "Europe/Lisbon"


async def test_the_latest_of_several_questions_is_answered(bench: Bench, chat: ChatClient) -> None:
    first = await asked_for_a_zone(chat)
    since = chat.mark()
    await chat.say("/settings")
    await chat.tap("Quiet hours", message=await chat.wait_for("⚙️", since=since))
    await chat.wait_for("make no sound", since=since)
    await chat.tap("Another")
    await chat.wait_for("Send the quiet hours", since=since)
    await chat.say("23-7")
    await chat.wait_for("Quiet hours: 23:00 – 07:00", since=since)
    await chat.say("Madrid", reply_to=first)
    await chat.wait_for("Time zone: Madrid", since=since)
