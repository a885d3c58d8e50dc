"""Steps that many dialogues share."""

import re

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench

LINK = "https://www.instagram.com/example/"


async def open_service(chat: ChatClient, platform: str, category: str, name: str) -> Message:
    """Go to a service's card."""
    since = chat.mark()
    await chat.say("/order")
    await chat.wait_for("Choose a platform", since=since)
    await chat.tap(platform)
    await chat.wait_for("Choose a category", since=since)
    await chat.tap(category)
    listed = await chat.wait_for("Choose a service", since=since)
    await chat.tap(number_of(listed, name))
    return await chat.wait_for("ID ", since=since)


async def fill_default(chat: ChatClient, quantity: str = "1000", link: str = LINK) -> Message:
    """Go to the summary of the first service."""
    since = chat.mark()
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link", since=since)
    await chat.say(link)
    await chat.wait_for("quantity", since=since)
    await chat.say(quantity)
    return await chat.wait_for("Total", since=since)


async def order_default(chat: ChatClient, quantity: str = "1000", link: str = LINK) -> Message:
    """Order the first service, and wait until it is placed."""
    since = chat.mark()
    await fill_default(chat, quantity, link)
    await chat.tap("Confirm")
    return await chat.wait_for("Number at the panel", since=since)


def labels(message: Message) -> list[str]:
    """Return the labels of a message's buttons, row by row."""
    return [button.label for row in message.buttons for button in row]


def listed_names(listed: Message) -> list[str]:
    """Return the names in a list of services, in order: on its buttons, or else in its lines."""
    found = [label.partition(" · ")[2] for label in labels(listed) if label[:1].isdigit()]
    if any(found):
        return [name for name in found if name]
    return re.findall(r"^[0-9,]+\. (\S.*)$", listed.text, re.MULTILINE)


def number_of(listed: Message, name: str) -> str:
    """Return the button that chooses the service with `name` in its name from a list."""
    for label in labels(listed):
        if name in label and label.removeprefix("✓ ")[:1].isdigit():
            return label
    line = next(line for line in listed.text.splitlines() if name in line and ". " in line)
    return line.partition(".")[0]


async def resync(bench: Bench) -> None:
    """Have the bot read the panel's list again."""
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
