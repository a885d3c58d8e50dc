"""One evening of a bot that sells: what people see agrees with the books and with the panel's."""

from decimal import Decimal

import pytest

from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from bot.wallet.rules.units import from_units
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench
from tests.pricing.test_owner_prices import add_for_all, answer_margin
from tests.selling import SELLING, money_of, orders_of
from tests.wallet.test_wallet import ask, tapped

LINE = "/order 1 https://www.instagram.com/{}/ 1000"


@pytest.fixture
async def owner(bench: Bench) -> ChatClient:
    """Return the owner's chat with a bot that sells; orders end when the test says so."""
    await bench.start(**SELLING)
    bench.panel.speed = 0.001
    chat = bench.private()
    await chat.say("/start")
    await chat.wait_for("Hello")
    return chat


async def credit(owner: ChatClient, name: str, text: str) -> None:
    """Credit a chat's wallet by the owner's buttons."""
    await ask(owner, "/admin", "🛠 Dashboard")
    await tapped(owner, "👥 Chats", "Chats")
    await tapped(owner, name, name)
    await tapped(owner, "👛 Wallet", f"Wallet of {name}")
    await tapped(owner, "Credit", "and the reason, for example")
    await ask(owner, text, "Reason:")
    await tapped(owner, "Add $", "was added.")


async def order(chat: ChatClient, name: str, shows: str) -> None:
    """Order a thousand followers, and wait for what the card says."""
    since = chat.mark()
    await chat.say(LINE.format(name))
    await chat.wait_for("Left after this", since=since)
    await chat.tap("Confirm")
    await chat.wait_for(shows, since=since)


async def end(bench: Bench, status: str, remains: int = 0) -> None:
    """Have the panel end its newest order."""
    bench.panel.finish(max(bench.panel.orders, key=int), status, remains=remains)


@pytest.mark.proof
async def test_every_message_agrees_with_the_books_and_with_the_panel(
    bench: Bench, owner: ChatClient
) -> None:
    carmen = bench.playground.world.add_person("Carmen", username="carmen")
    chat = bench.private(carmen)
    await add_for_all(owner)
    await answer_margin(owner, "10", "Floor: cost + 10%")
    await tapped(owner, "✅ Save", "Nothing is sold for less than its cost + 10%")
    await ask(chat, "/start", "Hello")
    await ask(chat, LINE.format("first"), "$1.17 is missing in the wallet")
    since = chat.mark()
    await credit(owner, "Carmen", "5 cash")
    await chat.wait_for("$5.00 was added to your wallet", since=since)
    assert await orders_of(bench) == []
    await tapped(chat, "🛒 Continue the order", "Left after this: $3.83")
    await tapped(chat, "Confirm", "Number at the panel")
    await end(bench, "Completed")
    await chat.wait_for("Order #1 is completed")

    await order(chat, "second", "Number at the panel")
    await end(bench, "Partial", 157)
    told = await chat.wait_for("Order #2 was partially delivered")
    assert "$0.1836 is back in the wallet · balance $2.8436" in told.text
    await order(chat, "third", "Number at the panel")
    await end(bench, "Canceled")
    told = await chat.wait_for("Order #3 was canceled")
    assert "$1.17 is back in the wallet · balance $2.8436" in told.text
    bench.panel.faults.add("add", Fault.REFUSAL, text="Incorrect link", times=1)
    await order(chat, "fourth", "Refused by the panel")

    await ask(chat, "/start", "Hello")
    shown = await tapped(chat, "👛 Wallet", "Balance: $2.8436")
    assert "+$0.1836 · Back from order #2" in shown.text
    assert await money_of(bench, carmen.id) == (Decimal("2.8436"), Decimal(0))
    await agree(bench, Decimal("5.00") - Decimal("2.8436"))
    await in_a_group(bench, owner, carmen)


async def in_a_group(bench: Bench, owner: ChatClient, member: Person) -> None:
    """Play the same in a group, which pays from its own wallet."""
    group = bench.playground.world.add_group("Night shift", members=[member, bench.owner])
    there = bench.in_group(member, group)
    await ask(there, "/orders", "Orders")
    await credit(owner, "Night shift", "1 cash")
    await there.wait_for("$1.00 was added")
    await order_in_group(there)
    await there.wait_for("Number at the panel")
    await end(bench, "Partial", 50)
    told = await there.wait_for("was partially delivered")
    assert "$0.0585 is back in the wallet · balance $0.9415" in told.text
    assert await money_of(bench, group.id) == (Decimal("0.9415"), Decimal(0))


async def agree(bench: Bench, spent: Decimal) -> None:
    """Compare the orders with what was spent, and their costs with the panel's own book."""
    orders = await orders_of(bench)
    assert from_units(sum(order.booked for order in orders)) == spent
    charged = sum((order.charge or Decimal(0) for order in orders), Decimal(0))
    assert Decimal(1000) - bench.panel.balance == charged
    assert charged == Decimal("0.90") + Decimal("0.90") * 843 / 1000
