"""Who pays, and what becomes of the money where an order takes another way than the usual one."""

from decimal import Decimal
from typing import Any

import pytest

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.service.loading import load
from bot.orders.rules.states import OrderState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from tests.chats.test_groups import fill_in_group, order_in_group
from tests.conftest import Bench
from tests.ordering import fill_default, labels
from tests.selling import give, money_of, orders_of, set_markup, start_selling

NOTHING = (Decimal(0), Decimal(0))


@pytest.fixture
async def customer(bench: Bench) -> Person:
    """Return a customer of a bot that sells with 30 % on top, whose owner can be written to."""
    await start_selling(bench)
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    return bench.playground.world.add_person("Carmen", username="carmen")


@pytest.fixture
def chat(bench: Bench, customer: Person) -> ChatClient:
    """Return the customer's private chat."""
    return bench.private(customer)


async def lose_the_answer(bench: Bench, chat: ChatClient, fault: Fault) -> ChatClient:
    """Confirm an order whose answer never comes; return the owner's chat."""
    await give(bench, chat.chat.id, "5.00")
    bench.panel.faults.add("add", fault, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Being checked with the panel")
    owner = bench.private()
    await owner.wait_for("Order #1 has no clear answer")
    assert await money_of(bench, chat.chat.id) == (Decimal("5.00"), Decimal("1.17"))
    return owner


async def test_an_unclear_order_keeps_its_money_until_an_owner_says_that_it_was_placed(
    bench: Bench, chat: ChatClient
) -> None:
    owner = await lose_the_answer(bench, chat, Fault.LOST_ANSWER)
    await owner.tap("It was placed")
    asked = await owner.wait_for("that order #1 has at the panel")
    await owner.say(next(iter(bench.panel.orders)), reply_to=asked)
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (Decimal("3.83"), Decimal(0))


async def test_an_unclear_order_that_is_dropped_gives_its_money_back(
    bench: Bench, chat: ChatClient
) -> None:
    owner = await lose_the_answer(bench, chat, Fault.RESET)
    await owner.tap("drop it")
    notice = await chat.wait_for("Order #1 was not placed")
    assert "$1.17 is back in the wallet · balance $5.00" in notice.text
    assert await money_of(bench, chat.chat.id) == (Decimal("5.00"), Decimal(0))


async def test_an_unclear_order_that_is_sent_again_is_paid_once(
    bench: Bench, chat: ChatClient
) -> None:
    owner = await lose_the_answer(bench, chat, Fault.RESET)
    await owner.tap("send it again")
    await owner.tap("Yes, send it again")
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (Decimal("3.83"), Decimal(0))


async def test_a_price_that_changes_before_confirm_is_shown_first(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.chat.id, "5.00")
    summary = await fill_default(chat)
    await set_markup(bench, "50")
    await chat.tap("Confirm", message=summary)
    await chat.wait_for("Total: $1.35")
    assert await orders_of(bench) == []
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (Decimal("3.65"), Decimal(0))


async def test_prices_and_catalogue_change_at_once(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a summary that is drawn in between says one price and sums up by another."""
    assert bench.app is not None
    await chat.say("/start")
    live = bench.app.catalogue
    seen: list[Any] = []

    async def slowly(*arguments: Any) -> Catalogue:
        seen.append((live.prices, live.current))
        return await load(*arguments)

    monkeypatch.setattr("bot.catalogue.live.load", slowly)
    before = live.prices, live.current
    await set_markup(bench, "50")
    assert seen == [before]
    assert live.prices is not before[0]
    assert live.current is not before[1]


async def test_a_list_is_paid_line_by_line_or_not_at_all(bench: Bench, chat: ChatClient) -> None:
    lines = "\n".join(f"1 | https://www.instagram.com/n{at}/ | 1000" for at in range(3))
    await give(bench, chat.chat.id, "3.50")
    await chat.say(f"/mass\n{lines}")
    shown = await chat.wait_for("3 orders")
    assert "$0.01 is missing" in shown.text
    assert not [label for label in labels(shown) if "Place" in label]
    await give(bench, chat.chat.id, "1.00", key="second")
    await chat.say("/mass")
    shown = await chat.wait_for("Left after this: $0.99")
    bench.panel.faults.add("add", Fault.REFUSAL, text="Incorrect link", times=1)
    await chat.tap("Place 3 orders", message=shown)
    ended = await chat.wait_for("have ended")
    assert "Charged so far: $2.34" in ended.text
    assert await money_of(bench, chat.chat.id) == (Decimal("2.16"), Decimal(0))
    states = sorted(order.state for order in await orders_of(bench))
    assert states == [OrderState.COMPLETED, OrderState.COMPLETED, OrderState.REJECTED]


async def test_a_group_pays_from_its_wallet_or_its_member_does(
    bench: Bench, customer: Person
) -> None:
    group = bench.playground.world.groups.add("Team", members=[customer])
    member = bench.in_group(customer, group)
    await give(bench, group.id, "1.00")
    await give(bench, customer.id, "2.00")
    await order_in_group(member)
    await member.wait_for("Order #1 is completed")
    assert (await money_of(bench, group.id))[0] == Decimal("0.883")
    assert (await money_of(bench, customer.id))[0] == Decimal("2.00")
    since = member.mark()
    await fill_in_group(member)
    await member.tap("Pay from my own wallet")
    shown = await member.wait_for("You pay from your own wallet", since=since)
    assert "$2.00" not in shown.text
    await member.tap("Confirm")
    await member.wait_for("Order #2 is completed")
    assert (await money_of(bench, group.id))[0] == Decimal("0.883")
    assert (await money_of(bench, customer.id))[0] == Decimal("1.883")


async def test_what_is_not_approved_is_not_paid(bench: Bench, customer: Person) -> None:
    admin = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Team", members=[customer, admin], admins=[admin])
    member, boss = bench.in_group(customer, group), bench.in_group(admin, group)
    await give(bench, group.id, "1.00")
    await boss.say("/limit order 0.01")
    await boss.wait_for("Spending limits")
    await order_in_group(member)
    await boss.wait_for("Approval needed")
    assert await money_of(bench, group.id) == (Decimal("1.00"), Decimal("0.117"))
    await boss.tap("Refuse")
    await member.wait_for("was not approved")
    assert await money_of(bench, group.id) == (Decimal("1.00"), Decimal(0))


async def test_a_part_without_a_number_is_for_an_owner_to_decide(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await give(bench, chat.chat.id, "5.00")
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    bench.panel.finish(next(iter(bench.panel.orders)), "Partial", remains=0)
    owner = bench.private()
    await owner.wait_for("What does order #1 cost?")
    assert await money_of(bench, chat.chat.id) == (Decimal("3.83"), Decimal(0))
    await owner.tap("Enter what was delivered")
    asked = await owner.wait_for("How many of 1,000 were delivered")
    for typed in ("2000", "-1", "half"):
        since = owner.mark()
        await owner.say(typed, reply_to=asked)
        await owner.wait_for("Send a number from 0 to 1,000.", since=since)
    await owner.say("250", reply_to=asked)
    await owner.wait_for("Order #1 costs $0.2925")
    notice = await chat.wait_for("is back in the wallet")
    assert "$0.8775 is back in the wallet · balance $4.7075" in notice.text
    assert await money_of(bench, chat.chat.id) == (Decimal("4.7075"), Decimal(0))
