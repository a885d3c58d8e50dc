"""What the page's calls take and refuse, as Telegram's apps do."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo.process import BotEndedError, BotProcess
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.server import Playground
from tests.proof import proof
from tests.sandbox.conftest import Api


async def post(playground: Playground, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    headers = {"Origin": playground.api_url, "Sec-Fetch-Site": "same-origin"}
    url = f"{playground.api_url}/api/{path}"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, json=body) as answer,
    ):
        return answer.status, await answer.json()


def place(chat: ChatClient, **more: Any) -> dict[str, Any]:
    return {"person": chat.person.id, "chat_id": chat.chat.id, **more}


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\u2800 \u3000", "\u200e\u200f"])
async def test_what_cannot_be_seen_is_no_message(
    playground: Playground, chat: ChatClient, text: str
) -> None:
    before = len(chat.chat.messages)
    said = next(iter(chat.chat.messages.values()))
    for path, more in (("send", {}), ("edit", {"message_id": said.message_id})):
        status, answer = await post(playground, path, place(chat, text=text, **more))
        assert (status, answer) == (400, {"error": "Message text is empty."})
    assert len(chat.chat.messages) == before
    assert said.text == "/start"


@pytest.mark.parametrize("text", ["a", "👍", "\u200dа", "."])
async def test_what_can_be_seen_is_one(
    playground: Playground, chat: ChatClient, text: str
) -> None:
    status, answer = await post(playground, "send", place(chat, text=text))
    assert (status, answer["message"]["text"]) == (200, text)


async def test_a_reply_needs_its_message(playground: Playground, chat: ChatClient) -> None:
    first = next(iter(chat.chat.messages.values()))
    status, answer = await post(
        playground, "send", place(chat, text="yes", reply_to=first.message_id)
    )
    assert (status, answer["message"]["reply_to"]["text"]) == (200, "/start")
    for wrong in (999, "x"):
        status, _ = await post(playground, "send", place(chat, text="yes", reply_to=wrong))
        assert status in {400, 404}


async def test_a_forwarded_message_says_where_it_is_from(
    playground: Playground, chat: ChatClient, api: Api
) -> None:
    world, heard = playground.world, list[dict[str, Any]]()
    world.deliver = heard.append
    bots = (await api("sendMessage", chat_id=chat.chat.id, text="Order #1"))["result"]
    channel = world.groups.add_channel("News", username="news", readers=[chat.person])
    posted = world.groups.post_as_channel(channel, "https://t.me/news")
    group = world.groups.add("Team", members=[chat.person], with_bot=False)
    said = world.say(chat.person, group, "hello")
    heard.clear()
    for source, number in (
        (chat.chat, bots["message_id"]),
        (channel, posted.message_id),
        (group, said.message_id),
    ):
        body = place(chat, from_chat=source.id, message_id=number)
        assert (await post(playground, "forward", body))[0] == 200
    origins = [update["message"]["forward_origin"] for update in heard]
    assert [origin["type"] for origin in origins] == ["user", "channel", "user"]
    assert origins[0]["sender_user"]["is_bot"]
    assert (origins[1]["chat"]["username"], origins[1]["message_id"]) == (
        "news",
        posted.message_id,
    )
    assert origins[2]["sender_user"]["id"] == chat.person.id
    again = list(chat.chat.messages.values())[-2]
    await post(
        playground, "forward", place(chat, from_chat=chat.chat.id, message_id=again.message_id)
    )
    assert heard[-1]["message"]["forward_origin"] == origins[1]


async def test_nobody_forwards_what_they_do_not_see(
    playground: Playground, chat: ChatClient
) -> None:
    world = playground.world
    max_ = world.add_person("Max")
    secret = world.say(max_, world.private_chat(max_), "secret")
    body = place(chat, from_chat=world.private_chat(max_).id, message_id=secret.message_id)
    assert (await post(playground, "forward", body))[0] == 404


async def test_readers_do_not_post_in_a_channel(playground: Playground, chat: ChatClient) -> None:
    channel = playground.world.groups.add_channel("News", username="news", readers=[chat.person])
    body = {"person": chat.person.id, "chat_id": channel.id, "text": "hi"}
    assert (await post(playground, "send", body))[0] == 403


@pytest.mark.parametrize("what", ["kill", "everything", None])
async def test_what_cannot_be_broken_is_not(what: str | None) -> None:
    panel = SandboxPanel()
    playground = Playground(token="1:A", backstage=Backstage(panel))
    await playground.start()
    try:
        status, _ = await post(playground, "break", {"what": what, "on": True})
        assert (status, panel.delay, panel.faults.waits_for("add")) == (400, 0, False)
    finally:
        await playground.stop()


@proof
async def test_a_bot_that_ends_by_itself_ends_the_demo(
    playground: Playground, tmp_path: Path
) -> None:
    bot = BotProcess({}, tmp_path, playground.updates, Backstage(SandboxPanel()))
    with pytest.raises(ExceptionGroup) as ended:
        async with bot.running():
            pytest.fail("it does not start without settings")
    assert [type(error) for error in ended.value.exceptions] == [BotEndedError]
