"""Steps that many dialogues share."""

import asyncio
import re

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
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
    return await fill(chat, "Followers", "[Real]", link, quantity)


async def fill(
    chat: ChatClient, category: str, name: str, link: str, quantity: str = "1000"
) -> Message:
    """Go to the summary of a service for Instagram."""
    since = chat.mark()
    await open_service(chat, "Instagram", category, name)
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
    return await chat.wait_for("Number at the panel", since=since, timeout=30)


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


async def written_down(bench: Bench, order_id: int = 1) -> None:
    """Wait until what the panel has answered to an order that was sent is written down."""
    while await state_of(bench, order_id) is OrderState.SUBMITTING:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)


async def let_go(bench: Bench, order_id: int) -> None:
    """Let time pass until an order that is held back is sent; none while it is on its way.

    It would be given up as lost otherwise, and its answer be a late one.
    """
    while await state_of(bench, order_id) is OrderState.QUEUED:
        bench.skip(minutes=5)
        await asyncio.sleep(0.1)
    await written_down(bench, order_id)


async def state_of(bench: Bench, order_id: int) -> OrderState:
    """Return how far an order is."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.get_one(Order, order_id)).state
