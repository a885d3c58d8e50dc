"""/broadcast: composed by an owner, seen first, sent once to whom it is meant for."""

from typing import Any

from bot.playground.client import ChatClient
from bot.playground.html import Formatted
from bot.playground.model import Message
from tests.conftest import Bench
from tests.flows.ordering import labels

BOLD = Formatted("Sale today", [{"type": "bold", "offset": 0, "length": 4}])
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02\x00\x00\x00"


async def people(bench: Bench, *names: str, language: str = "en") -> list[ChatClient]:
    """Return private chats of people who have said hello."""
    found = []
    for name in names:
        person = bench.playground.world.add_person(name, language_code=language)
        chat = bench.private(person)
        since = chat.mark()
        await chat.say("/start")
        await chat.wait_for(lambda message: bool(message.text), since=since)
        found.append(chat)
    return found


async def compose(owner: ChatClient, content: Formatted = BOLD, **more: Any) -> Message:
    """Give a broadcast its message, and return its desk."""
    since = owner.mark()
    await owner.say("/broadcast")
    asked = await owner.wait_for("📣 message:", since=since)
    since = owner.mark()
    await owner.post(content, reply_to=asked, **more)
    return await owner.wait_for("what every chat will see", since=since)


async def send(owner: ChatClient) -> None:
    await owner.tap("📣 Send")
    await owner.tap("Yes, send")


def received(chat: ChatClient, text: str = BOLD.text) -> list[Message]:
    return [message for message in chat.bot_messages() if message.text == text]


async def test_it_goes_to_everybody_as_it_looked(bench: Bench, chat: ChatClient) -> None:
    anna, boris = await people(bench, "Anna", "Boris")
    desk = await compose(chat)
    assert "It goes to 2 chats." in desk.text
    (preview,) = received(chat)
    await chat.tap("🔗 Buttons")
    asked = await chat.wait_for("🔗 buttons:")
    await chat.say(
        "Our site - https://example.com/a\nTerms | https://example.com/b", reply_to=asked
    )
    preview = await chat.wait_for(lambda message: "Our site" in labels(message))
    await send(chat)
    report = await chat.wait_for("Sent: 2 · blocked the bot: 0 · failed: 0")
    for client in (anna, boris):
        (news,) = received(client)
        assert news.content == preview.content == BOLD
        assert labels(news) == labels(preview) == ["Our site", "Terms", "🔕 No more news"]
    assert "The broadcast was sent" in report.text
