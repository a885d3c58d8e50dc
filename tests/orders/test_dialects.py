"""The same order at panels of every script family."""

import pytest

from bot.sandbox.panel.dialects import PRESETS, Dialect
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import LINK, fill_default, number_of, order_default
from tests.proof import mostly_proof, proof

NAMING = {name: dialect for name, dialect in PRESETS.items() if not dialect.null_category}
EVERY_FAMILY = pytest.mark.parametrize("dialect", mostly_proof(PRESETS, "perfectpanel"))
EVERY_NAMING_FAMILY = pytest.mark.parametrize("dialect", mostly_proof(NAMING, "perfectpanel"))
"""Those that name categories: at others the way to a service is another one, the rest the same."""


async def start(bench: Bench, dialect: Dialect) -> ChatClient:
    """Start the bot with the switches that its operator would set for this panel."""
    await bench.start(
        PROVIDER_CANCEL_PARAM=dialect.cancel,
        PROVIDER_REQUEST_ID_PARAM="request_id" if dialect.requires_request_id else "",
        PROVIDER_CURRENCY="USD" if dialect.currency else "",
        PROVIDER_REFILL_HOURS="0",
    )
    return bench.private()


@EVERY_FAMILY
async def test_an_order_is_placed_and_followed_to_its_end(bench: Bench, dialect: Dialect) -> None:
    chat = await start(bench, dialect)
    if dialect.null_category:
        await order_uncategorised(chat)
    else:
        await order_default(chat)
    pushed = await chat.wait_for("Order #1 is completed")
    assert "Instagram Followers [Real]" in pushed.text
    assert len(bench.panel.orders) == 1


async def order_uncategorised(chat: ChatClient) -> None:
    """Order where the panel names no category: the list begins with one that has no name."""
    await chat.say("/order")
    await chat.wait_for("Choose a category")
    await chat.tap("—")
    listed = await chat.wait_for("Choose a service")
    await chat.tap(number_of(listed, "[Real]"))
    await chat.wait_for("ID ")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    await chat.say("1000")
    await chat.wait_for("Total")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")


@proof
@EVERY_NAMING_FAMILY
async def test_many_orders_are_followed_together(bench: Bench, dialect: Dialect) -> None:
    chat = await start(bench, dialect)
    for number in range(1, 4):
        await order_default(chat, link=f"https://www.instagram.com/example{number}/")
    for number in range(1, 4):
        await chat.wait_for(f"Order #{number} is completed")


@EVERY_NAMING_FAMILY
async def test_a_refusal_is_understood(bench: Bench, dialect: Dialect) -> None:
    chat = await start(bench, dialect)
    bench.panel.services[0]["max"] = "500"  # the bot does not know yet
    await fill_default(chat)
    await chat.tap("Confirm")
    refused = await chat.wait_for("Refused by the panel")
    assert "quantity was not accepted" in refused.text
    assert bench.panel.orders == {}


@proof
@EVERY_NAMING_FAMILY
async def test_a_refill_or_its_refusal_reaches_the_chat(bench: Bench, dialect: Dialect) -> None:
    chat = await start(bench, dialect)
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    await chat.say("/refill #1")
    await chat.wait_for("Refill requested")
    await bench.panel.wait_for("refill")
    if "refill" not in dialect.actions:
        await chat.wait_for("refused to refill order #1")
    elif dialect.refill != "no_id":
        await chat.wait_for("The refill of order #1 is completed")


@proof
@EVERY_NAMING_FAMILY
async def test_a_cancellation_goes_through(bench: Bench, dialect: Dialect) -> None:
    chat = await start(bench, dialect)
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.say("/cancel_order #1")
    await chat.wait_for("Cancellation requested")
    await bench.panel.wait_for("cancel")
    if "cancel" in dialect.actions:
        await chat.wait_for("Order #1 was canceled")
    else:
        await chat.wait_for("refused to cancel order #1")
