"""The demo with two panels: the bot orders from both."""

import asyncio

from bot.demo.stage import Stage, stage
from bot.sandbox.telegram.client import ChatClient
from tests.ordering import open_service
from tests.proof import proof


@proof
async def test_the_second_panel_is_ordered_from_as_well() -> None:
    async with stage(speed=20, outcomes=False, panels=2) as parts:
        first, second = parts.panels
        chat = private(parts)
        await chat.say("/start")
        await chat.wait_for("Hello")
        await both_lists(chat)
        await open_service(chat, "Telegram", "Telegram Services", "TG Channel")
        since = chat.mark()
        await chat.tap("🛒 Order")
        await chat.wait_for("link", since=since)
        await chat.say("https://t.me/harbourcafe")
        await chat.wait_for("quantity", since=since)
        await chat.say("1000")
        await chat.wait_for("Total", since=since)
        await chat.tap("Confirm")
        await chat.wait_for("Order #1 is completed", timeout=30)
        assert first.charges == {}
        assert list(second.charges) == ["23501"]
        assert second.orders["23501"].params["service"] == "51"


def private(parts: Stage) -> ChatClient:
    world = parts.playground.world
    return ChatClient(parts.playground, parts.owner, world.private_chat(parts.owner))


async def both_lists(chat: ChatClient) -> None:
    """Wait until the bot sells what is on both lists."""
    async with asyncio.timeout(60):
        shown = ""
        while "600 services" not in shown:
            since = chat.mark()
            await chat.say("/services")
            shown = (await chat.wait_for(" services", since=since)).text
