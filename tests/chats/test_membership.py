"""The bot in a group: added, promoted, demoted, restricted, removed, by whom it may be and not."""

import asyncio
from typing import Any

from bot.core.access.store import people
from bot.core.access.tables import Chat, Person
from bot.sandbox.telegram.model import Chat as PlaygroundChat
from bot.sandbox.telegram.model import as_member
from tests.conftest import Bench, until

HELLO = "Hello! Order with /order"


async def is_reachable(bench: Bench, group: PlaygroundChat) -> bool:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        chat = await session.get(Chat, group.id)
    return chat is not None and chat.reachable


async def test_it_greets_adapts_and_falls_silent(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
    await bench.start()
    chat = bench.in_group(anna, group)
    assert "I read commands and replies to me" in (await chat.wait_for(HELLO)).text
    world.groups.set_bot_admin(group, True)
    promoted = (await chat.wait_for("I am now an administrator")).text
    assert "I know at once when" in promoted
    assert "Telegram shows me every message here" in promoted
    assert HELLO not in promoted
    world.groups.set_bot_admin(group, False)
    await chat.wait_for("I am no longer an administrator")
    assert await is_reachable(bench, group)
    world.groups.remove_bot(group)
    async with asyncio.timeout(10):
        while await is_reachable(bench, group):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)
    assert len(chat.bot_messages()) == 3
    world.groups.add_bot(group)
    await until(lambda: len([m for m in chat.bot_messages() if HELLO in m.text]) == 2)


async def test_it_is_greeted_as_an_administrator(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], with_bot=False)
    await bench.start()
    group.has_bot = group.bot_is_admin = True
    world.deliver(membership(bench, group, "left", "administrator"))
    hello = await bench.in_group(anna, group).wait_for(HELLO)
    assert "I know at once when" in hello.text


def membership(
    bench: Bench, group: PlaygroundChat, before: str, after: str, **fields: Any
) -> dict[str, Any]:
    bot = bench.playground.world.bot
    return {
        "my_chat_member": {
            "chat": group.as_chat(),
            "from": group.members[0].as_user(),
            "date": 1,
            "old_chat_member": as_member(bot, before),
            "new_chat_member": as_member(bot, after) | fields,
        }
    }


async def test_whom_the_owners_have_blocked_brings_it_nowhere(bench: Bench) -> None:
    world = bench.playground.world
    mallory, anna = world.add_person("Mallory"), world.add_person("Anna")
    app = await bench.start()
    home = bench.private(mallory)
    await home.say("/start")
    await home.wait_for("Hello")
    async with app.database.begin() as session:
        (await session.get_one(Person, mallory.id)).blocked = True
    group = world.groups.add("Team", members=[anna, mallory], admins=[anna], with_bot=False)
    world.groups.add_bot(group, by=mallory)
    chat = bench.in_group(mallory, group)
    await chat.wait_for("The owners of this bot have blocked you.")
    await until(lambda: not group.has_bot)
    assert len(chat.bot_messages()) == 1
    world.groups.add_bot(group, by=anna)
    await chat.wait_for(HELLO)
    async with app.database.read() as session:
        assert await people.known(session, world.bot["id"]) is None


async def test_strangers_are_notified_once_and_nothing_of_promotions(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
    await bench.start(ACCESS="closed")
    chat = bench.in_group(anna, group)
    await chat.wait_for("Ask its owner to start the bot")  # nobody has been told
    world.groups.set_bot_admin(group, True)
    await chat.say("/order")
    await chat.wait_for(lambda message: message.reply_to is not None)
    assert [m.text for m in chat.bot_messages() if "administrator" in m.text] == []


async def test_a_group_that_was_refused_gets_an_explanation_when_it_comes_again(
    bench: Bench,
) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], with_bot=False)
    await bench.start(ACCESS="closed")
    owner, chat = bench.private(), bench.in_group(anna, group)
    await owner.say("/start")
    await owner.wait_for("Hello")
    world.groups.add_bot(group)
    await owner.wait_for("asks for access")
    await owner.tap("Refuse")
    await chat.wait_for("was refused")
    world.groups.remove_bot(group)
    since = chat.mark()
    world.groups.add_bot(group)
    await chat.wait_for("was refused", since=since)
    assert len([m for m in owner.bot_messages() if "Team" in m.text]) == 1
