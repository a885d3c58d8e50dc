"""An order that waits to be sent can be withdrawn, until it has left."""

import asyncio
from datetime import UTC, datetime

from bot.core.database.engine import Database
from bot.orders.rules.states import OrderState
from bot.orders.service import unsent
from bot.orders.service.transitions import transition
from bot.orders.store import events as order_events
from bot.orders.store import orders
from bot.sandbox.telegram.client import ChatClient
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench, until
from tests.order_log import an_order, write
from tests.ordering import labels, order_default
from tests.orders.test_quotes import hold, queued, reprice, states
from tests.proof import proof

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def test_a_withdrawn_order_never_leaves(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    form = await chat.wait_for("Waiting to be sent")
    answer = await chat.tap("Withdraw", message=form)
    assert answer is not None
    assert answer.text == "The order was withdrawn."
    await chat.wait_for(lambda it: it is form and "Withdrawn by Olivia" in it.text)
    assert "↩️ Withdraw" not in labels(form)
    assert await states(bench) == [OrderState.WITHDRAWN]
    await hold(bench, held=False)
    await order_default(chat, link="https://www.instagram.com/other/")  # the queue was looked at
    assert [params["link"] for params in bench.added()] == ["https://www.instagram.com/other/"]


async def test_two_taps_withdraw_once(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    form = await chat.wait_for("Waiting to be sent")
    data = next(it.data for row in form.buttons for it in row if it.label == "↩️ Withdraw")
    await chat.press(form, data or "", wait=False)
    again = await chat.press(form, data or "")
    assert again is not None
    assert again.text == "This order has already been withdrawn."
    await chat.say("/status #1")
    await chat.wait_for("#1 ↩️ Withdrawn")
    await chat.tap("#1")
    card = await chat.wait_for(lambda it: "📋 All orders" in labels(it))
    assert "· ⏳ Waiting to be sent" in card.text
    assert card.text.endswith("· ↩️ Withdrawn")


async def test_what_has_left_cannot_be_withdrawn(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    await chat.say("/status #1")
    await chat.tap("#1")
    card = await chat.wait_for(lambda it: "📋 All orders" in labels(it))
    data = next(it.data for row in card.buttons for it in row if it.label == "↩️ Withdraw")
    await hold(bench, held=False)
    await until(lambda: len(bench.added()) == 1)
    await chat.wait_for("Order #1 is completed")
    answer = await chat.press(card, data or "")
    assert answer is not None
    assert (answer.text, answer.show_alert) == (
        "It is too late: the order has already been sent.",
        True,
    )
    await chat.wait_for(lambda it: it is card and "Completed" in it.text)
    assert await states(bench) == [OrderState.COMPLETED]


async def test_the_button_is_bound_to_what_it_showed(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    form = await chat.wait_for("Waiting to be sent")
    former = next(it.data for row in form.buttons for it in row if it.label == "↩️ Withdraw")
    await reprice(bench, "2.00")
    await hold(bench, held=False)
    await chat.wait_for("Order #1 was not sent")
    await hold(bench)
    await chat.tap("Order for $2.00")
    await chat.wait_for(lambda it: it is form and "Waiting to be sent" in it.text)
    for data in (former, "o:1:w"):
        answer = await chat.press(form, data or "")
        assert answer is not None
        assert answer.text == "This button is out of date."
    assert await states(bench) == [OrderState.QUEUED]
    await chat.tap("Withdraw", message=form)
    await chat.wait_for(lambda it: it is form and "Withdrawn by Olivia" in it.text)


async def test_only_who_ordered_withdraws(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    admin, member = bench.in_group(anna, group), bench.in_group(max_, group)
    await hold(bench)
    await order_in_group(member)
    form = await member.wait_for("Waiting to be sent")
    answer = await admin.tap("Withdraw", message=form)
    assert answer is not None
    assert answer.text == "Only Max can withdraw this order."
    assert await states(bench) == [OrderState.QUEUED]
    await member.tap("Withdraw", message=form)
    await member.wait_for("Withdrawn by Max")
    assert await states(bench) == [OrderState.WITHDRAWN]


@proof
async def test_what_waits_of_a_list_is_withdrawn(bench: Bench, chat: ChatClient) -> None:
    await hold(bench)
    await chat.say("/mass 1 | @one | 100\n1 | @two | 100")
    await chat.tap("Place 2 orders")
    progress = await chat.wait_for("Waiting to be sent: 2")
    data = next(it.data for row in progress.buttons for it in row if "Withdraw" in it.label)
    answer = await chat.tap("Withdraw 2 waiting orders", message=progress)
    assert answer is not None
    assert answer.text == "2 orders were withdrawn."
    await chat.wait_for(lambda it: it is progress and "Withdrawn: 2" in it.text)
    late = await chat.press(progress, data or "")
    assert late is not None
    assert late.text == "It is too late: all orders have already been sent."
    await hold(bench, held=False)
    await order_default(chat)
    assert len(bench.added()) == 1
    assert await states(bench) == [OrderState.WITHDRAWN] * 2 + [(await states(bench))[2]]


async def test_of_leaving_and_withdrawing_one_comes_first(database: Database) -> None:
    await write(database, [an_order(it, NOW, state=OrderState.QUEUED) for it in range(8)], NOW)

    async def leave(number: int) -> bool:
        async with database.begin() as session:
            found = await orders.lock(session, number)
            if found.state is not OrderState.QUEUED:
                return False
            await transition(session, found, OrderState.SUBMITTING, now=NOW)
            return True

    async def withdraw(number: int) -> bool:
        async with database.begin() as session:
            found = await unsent.lock_queued(session, number)
            if found is not None:
                await unsent.withdraw(session, found, "Max", NOW)
            return found is not None

    for number in range(1, 9):
        both = [leave(number), withdraw(number)][:: 1 if number % 2 else -1]
        assert sum(await asyncio.gather(*both)) == 1
    async with database.read() as session:
        for number in range(1, 9):
            order = await orders.get(session, number)
            history = await order_events.of_order(session, order)
            assert [event.state for event in history] == [order.state]
            if order.state is OrderState.WITHDRAWN:
                assert (history[0].note, order.words) == ("withdrawn by Max", "Max")
