"""A panel without money, with a refused key, busy, down, or with a short memory."""

import asyncio

import pytest

from bot.orders.service.status_answers import NOT_KNOWN_LIMIT
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, until
from tests.ordering import fill_default, labels, let_go, order_default, written_down
from tests.proof import first_quick, proof


def calls(bench: Bench, action: str) -> int:
    return sum(request.action == action for request in bench.panel.requests)


async def test_without_money_orders_wait_and_go_on_by_themselves(
    bench: Bench, chat: ChatClient
) -> None:
    money, bench.panel.balance = bench.panel.balance, bench.panel.balance * 0
    await fill_default(chat)
    await chat.tap("Confirm")
    alert = await chat.wait_for("balance at the panel is too small for order #1")
    assert "$0.90" in alert.text
    await fill_default(chat, link="https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.say("/orders")
    assert (await chat.wait_for("📋 Orders · 2")).text.count("Waiting to be sent") == 2
    assert len([m for m in chat.bot_messages() if "too small for order" in m.text]) == 1
    bench.panel.balance = money
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 is completed")
    await chat.wait_for("Order #2 is completed")
    await chat.wait_for("takes orders again")
    assert len(bench.panel.orders) == 2


@proof
async def test_an_owner_who_has_paid_in_need_not_wait(bench: Bench, chat: ChatClient) -> None:
    money, bench.panel.balance = bench.panel.balance, bench.panel.balance * 0
    await fill_default(chat)
    await chat.tap("Confirm")
    alert = await chat.wait_for("balance at the panel is too small for order #1")
    await bench.pushed()
    await chat.tap("Try now", message=alert)
    still = await chat.wait_for("Orders wait: the balance at the panel is too small")
    assert still.message_id == alert.message_id
    bench.panel.balance = money
    await chat.tap("Try now", message=alert)
    await chat.wait_for("Order #1 is completed")
    assert "Orders wait" not in chat.transcript()


async def test_a_refused_key_stops_submitting_and_alerts_owners(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.WRONG_KEY)
    bench.panel.faults.add("balance", Fault.WRONG_KEY)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("The panel refuses the key or the account: Invalid API key")
    bench.panel.faults.clear()
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 is completed")


@pytest.mark.parametrize("fault", first_quick(1, [Fault.RATE_LIMIT, Fault.MAINTENANCE]))
async def test_a_busy_panel_is_asked_again_later(
    bench: Bench, chat: ChatClient, fault: Fault
) -> None:
    bench.panel.faults.add("add", fault, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await written_down(bench)
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.panel.orders) == 1


@pytest.mark.parametrize(
    "fault",
    first_quick(
        1,
        [
            Fault.ERROR_500_AFTER,
            Fault.NO_ID,
            Fault.EMPTY,
            Fault.NULL,
            Fault.TRUNCATED,
            Fault.HTML_200,
            Fault.HTML_500,
        ],
    ),
)
async def test_an_answer_that_says_nothing_is_never_sent_again(
    bench: Bench, chat: ChatClient, fault: Fault
) -> None:
    bench.panel.faults.add("add", fault, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has no clear answer")
    bench.skip(hours=2)
    await chat.say("/status #1")
    await chat.wait_for("Being checked")
    assert calls(bench, "add") == 1


async def test_a_panel_that_is_down_gets_the_order_when_it_is_back(
    bench: Bench, chat: ChatClient
) -> None:
    await fill_default(chat)
    port = int(bench.panel.url.split(":")[2].split("/")[0])
    await bench.panel.stop()
    await chat.tap("Confirm")
    await chat.wait_for("Waiting to be sent")
    await bench.revive_panel(port)
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 is completed")
    assert calls(bench, "add") == 1


@proof
async def test_owners_hear_of_an_order_that_does_not_start(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    number = next(iter(bench.panel.orders))
    bench.skip(hours=25)
    await chat.wait_for(f"Order #1, number {number}, has not moved for a day")
    await bench.pushed()
    seen = calls(bench, "status")
    bench.skip(hours=25)
    await until(lambda: calls(bench, "status") > seen)
    assert chat.transcript().count("has not moved for a day") == 1


async def test_owners_hear_of_orders_of_which_the_panel_says_nothing(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    number = next(iter(bench.panel.orders))
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: {"status": ["In progress"]})
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        (await session.get_one(Order, 1)).attempts = NOT_KNOWN_LIMIT - 1
    bench.skip(hours=25)
    notice = await chat.wait_for(f"has not said for a day how order #1, number {number}, stands")
    assert "Orders of which it says nothing: 1" in notice.text
    await bench.pushed()
    seen = calls(bench, "status")
    bench.skip(hours=25)
    await until(lambda: calls(bench, "status") > seen)
    await bench.pushed()
    assert chat.transcript().count("has not said for a day") == 1


@proof
async def test_an_order_that_the_panel_forgets_needs_attention(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    bench.panel.orders.clear()
    while not any("needs attention" in message.text for message in chat.bot_messages()):
        bench.skip(hours=1)
        await asyncio.sleep(0.1)
    pushed = await chat.wait_for("Order #1 needs attention")
    assert "Incorrect order ID" in pushed.text


async def test_an_order_that_needs_attention_reveals_nothing_of_the_operator_s_account(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    words = "Incorrect order ID, balance 12.40"
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: {"error": words})
    while not any("needs attention" in message.text for message in chat.bot_messages()):
        bench.skip(hours=1)
        await asyncio.sleep(0.1)
    assert "12.40" not in chat.transcript()
    await chat.say("/find #1")
    await chat.wait_for(f"What is known: {words}")


async def test_a_list_that_shrinks_is_taken_for_an_accident(
    bench: Bench, chat: ChatClient
) -> None:
    del bench.panel.services[1:]
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await chat.say("/start")
    await chat.wait_for("list has 1 services instead of 6")
    await chat.say("/order")
    shown = await chat.wait_for("Choose a platform")
    assert any("TikTok" in label for label in labels(shown))


async def test_lost_answers_of_refills_and_cancels_are_reported_and_not_repeated(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.skip(hours=24)
    bench.panel.faults.add("refill", Fault.LOST_ANSWER, times=1)
    await chat.say("/refill #1")
    await chat.wait_for("A refill of order #1 was requested, but the panel gave no")
    assert calls(bench, "refill") == 1
    bench.panel.speed = 0
    await order_default(chat, link="https://www.instagram.com/other/")
    bench.panel.faults.add("cancel", Fault.LOST_ANSWER, times=1)
    await chat.say("/cancel_order #2")
    await chat.wait_for("Order #2 was canceled")  # the panel took it: the status says so
    assert calls(bench, "cancel") == 1


@proof
async def test_an_answer_that_comes_after_the_lease_is_believed(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=4)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    bench.skip(minutes=10)
    await chat.wait_for("Order #1 has no clear answer")
    await chat.wait_for("Order #1 is completed")
    assert calls(bench, "add") == 1


async def test_the_breaker_opens_after_three_orders_and_closes_by_itself(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.HTML_500, times=3)
    bench.panel.faults.add("balance", Fault.HTML_500)  # else it were the service's own error
    for number in range(1, 4):
        await fill_default(chat, link=f"https://www.instagram.com/example{number}/")
        await chat.tap("Confirm")
        await chat.wait_for(f"Order #{number} has no clear answer")
    await chat.wait_for("gives no usable answers")
    await fill_default(chat, link="https://www.instagram.com/example4/")
    await chat.tap("Confirm")
    await chat.wait_for("is not taking orders at the moment")
    assert calls(bench, "add") == 3
    bench.skip(minutes=5)  # it is tried by a call that costs nothing
    asked = calls(bench, "balance")
    await until(lambda: calls(bench, "balance") > asked)
    assert calls(bench, "add") == 3
    bench.panel.faults.clear()
    await let_go(bench, 4)
    await chat.wait_for("Order #4 is completed")
    assert calls(bench, "add") == 4
    assert chat.transcript().count("gives no usable answers") == 1
    await chat.wait_for("takes orders again")


@proof
async def test_what_was_on_its_way_keeps_an_open_breaker_open_no_longer(bench: Bench) -> None:
    await bench.start(PROVIDER_CONCURRENCY="8")
    chat = bench.private()
    bench.panel.faults.add("add", Fault.HTML_500, times=8)
    bench.panel.faults.add("balance", Fault.HTML_500)
    lines = "\n".join(f"1 | https://www.instagram.com/p{number}/ | 100" for number in range(8))
    await chat.say(f"/mass\n{lines}")
    await chat.tap("Place 8 orders", message=await chat.wait_for("8 orders"))
    for number in range(1, 9):
        await chat.wait_for(f"Order #{number} has no clear answer")
    await chat.wait_for("gives no usable answers")
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("is not taking orders at the moment")
    bench.panel.faults.clear()
    bench.skip(seconds=70)
    await chat.wait_for("Order #9 is completed")


@proof
async def test_a_busy_panel_is_left_alone_by_all_orders(bench: Bench, chat: ChatClient) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT, times=1, seconds=100)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await bench.pushed()
    await fill_default(chat, link="https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel")
    assert calls(bench, "add") == 1
    bench.skip(seconds=110)
    await chat.wait_for("Order #1 is completed")
    await chat.wait_for("Order #2 is completed")
