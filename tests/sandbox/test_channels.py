"""Channels that groups are linked with, silent messages, and the bot that leaves."""

from typing import Any

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import ANONYMOUS, FOR_CHANNELS, SERVICE, Person
from bot.sandbox.telegram.server import Playground
from tests.sandbox.conftest import Api


async def updates(api: Api, offset: int = 0) -> list[dict[str, Any]]:
    answer = await api("getUpdates", offset=offset, allowed_updates=["message", "my_chat_member"])
    result: list[dict[str, Any]] = answer["result"]
    return result


async def test_who_speaks_for_whom(playground: Playground, anna: Person, api: Api) -> None:
    world = playground.world
    group = world.groups.add("Team", members=[anna], admins=[anna])
    channel = world.groups.link_channel(group, "News")
    chat = ChatClient(playground, anna, group)
    world.groups.set_for_channel(group, anna, True)
    await chat.say("/one")
    world.groups.set_for_channel(group, anna, False)
    world.groups.set_anonymous(group, anna, True)
    await chat.say("/two")
    world.groups.post_in_channel(group, "/three")
    seen = [it["message"] for it in await updates(api) if "message" in it]
    assert [(it["from"]["id"], it["sender_chat"]["id"]) for it in seen] == [
        (FOR_CHANNELS, channel.id),
        (ANONYMOUS, group.id),
        (SERVICE, channel.id),
    ]
    assert [it.get("is_automatic_forward") for it in seen] == [None, None, True]
    assert (await api("getChat", chat_id=group.id))["result"]["linked_chat_id"] == channel.id


async def test_a_name_that_is_a_link(playground: Playground, anna: Person, api: Api) -> None:
    zoe = playground.world.add_person("Zoë 🌸")
    group = playground.world.groups.add("Team", members=[anna, zoe])
    await ChatClient(playground, anna, group).say("/allow 🌸 Zoë 🌸", mention=zoe)
    seen = [it["message"] for it in await updates(api) if "message" in it]
    assert seen[0]["entities"][1] == {
        "type": "text_mention",
        "offset": 10,
        "length": 6,
        "user": zoe.as_user(),
    }


async def test_a_silent_message_is_seen_as_one(chat: ChatClient, anna: Person, api: Api) -> None:
    for silent in (False, True):
        await api("sendMessage", chat_id=anna.id, text="hi", disable_notification=silent)
    assert [message.silent for message in chat.bot_messages()] == [False, True]


async def test_the_bot_hears_that_it_has_left(
    playground: Playground, anna: Person, api: Api
) -> None:
    group = playground.world.groups.add("Team", members=[anna])
    await api("leaveChat", chat_id=group.id)
    change = (await updates(api))[-1]["my_chat_member"]
    assert change["from"]["id"] == playground.world.bot["id"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["status"] == "left"
    answer = await api("sendMessage", chat_id=group.id, text="hi")
    assert answer["error_code"] == 403
