"""Orders whose answer was lost: never sent twice on a guess, decided by an owner."""

import pytest

from bot.orders.rules.states import OrderState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.order_log import an_order, write_orders
from tests.ordering import fill_default
from tests.proof import first_quick, proof
from tests.queries import recorded


async def lose_an_answer(bench: Bench, chat: ChatClient, fault: Fault) -> None:
    """Confirm an order whose answer never comes."""
    bench.panel.faults.add("add", fault, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Being checked with the panel")
    await chat.wait_for("Order #1 has no clear answer")


async def test_an_owner_gives_the_number_and_the_panel_confirms_it(
    bench: Bench, chat: ChatClient
) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    number = next(iter(bench.panel.orders))
    await chat.tap("It was placed")
    asked = await chat.wait_for("that order #1 has at the panel")
    await chat.say(number, reply_to=asked)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


async def test_a_number_that_the_panel_does_not_know_is_not_believed(
    bench: Bench, chat: ChatClient
) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    await chat.tap("It was placed")
    asked = await chat.wait_for("that order #1 has at the panel")
    since = chat.mark()
    await chat.say("99999999", reply_to=asked)
    await chat.wait_for("Order #1 has no clear answer", since=since)
    await chat.say("/status #1")
    await chat.wait_for("Being checked", since=since)


async def test_send_again_is_asked_twice_and_sent_once(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.RESET)
    assert bench.panel.orders == {}
    await chat.tap("send it again")
    await chat.tap("Yes, send it again")
    await chat.wait_for("Order #1 is completed")
    assert len(bench.panel.orders) == 1


async def test_drop_notifies_the_person(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.RESET)
    await chat.tap("drop it")
    await chat.wait_for("Order #1 was not placed")
    assert bench.panel.orders == {}


async def test_unresolved_lists_the_cards_for_owners_only(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    since = chat.mark()
    await chat.say("/unresolved")
    await chat.wait_for("Order #1 has no clear answer", since=since)
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/unresolved")
    refused = await other.wait_for("You can't do that here.")
    answer = await other.press(refused, "u:1:y")
    assert answer is not None
    assert answer.show_alert
    assert len(bench.added()) == 1


async def test_an_order_that_is_refused_as_its_own_duplicate_was_not_refused(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    await chat.tap("send it again")
    since = chat.mark()
    await chat.tap("Yes, send it again")
    card = await chat.wait_for("Order #1 has no clear answer", since=since)
    assert "You have active order with this link" in card.text
    assert len(bench.panel.orders) == 1
    assert "was refused" not in chat.transcript()


async def lose_two(bench: Bench, chat: ChatClient) -> list[str]:
    """Confirm orders of 1,000 and of 500 whose answers never come; return their numbers."""
    bench.panel.speed = 0.001
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    bench.panel.faults.add("add", Fault.LOST_ANSWER, times=1)
    await fill_default(chat, "500", "https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 has no clear answer")
    return list(bench.panel.orders)


async def give(chat: ChatClient, order_id: int, number: str) -> None:
    """Give an unclear order a number."""
    since = chat.mark()
    await chat.say("/unresolved")
    card = await chat.wait_for(f"Order #{order_id} has no clear answer", since=since)
    await chat.press(card, f"u:{order_id}:p", wait=False)
    asked = await chat.wait_for(f"that order #{order_id} has at the panel", since=since)
    await chat.say(number, reply_to=asked)


@pytest.mark.parametrize("spelling", first_quick(1, ["00{}", "{}", "{}x", "#{}"]))
async def test_a_number_belongs_to_one_order(
    bench: Bench, chat: ChatClient, spelling: str
) -> None:
    first, _ = await lose_two(bench, chat)
    await give(chat, 1, first)
    await chat.wait_for("Number at the panel")
    since, said = chat.mark(), spelling.format(first)
    await give(chat, 2, said)
    await chat.wait_for(f"Number {said.lstrip('#')} belongs to order #1.", since=since)
    await chat.say("/status #2")
    await chat.wait_for("Being checked", since=since)


async def test_a_charge_that_is_not_the_price_is_asked_about_before_it_is_believed(
    bench: Bench, chat: ChatClient
) -> None:
    first, second = await lose_two(bench, chat)
    since = chat.mark()
    await give(chat, 1, second)
    card = await chat.wait_for("The panel charged $0.45", since=since)
    assert (
        f"for number {second}, but this order costs $0.90. Is it really this order?" in card.text
    )
    await chat.say("/status #1")
    await chat.wait_for("Being checked", since=since)
    await give(chat, 1, first)  # it was mistyped
    await chat.wait_for("Number at the panel", since=since)
    await give(chat, 2, second)
    await chat.wait_for(f"Number at the panel: {second}", since=since)


@proof
async def test_an_owner_may_confirm_a_number_with_another_charge(
    bench: Bench, chat: ChatClient
) -> None:
    _, second = await lose_two(bench, chat)
    since = chat.mark()
    await give(chat, 1, second)
    await chat.wait_for("Is it really this order?", since=since)
    await chat.tap(f"It was placed as {second}")
    await chat.wait_for(f"Order #1 was placed as number {second}.", since=since)
    await give(chat, 2, second)
    await chat.wait_for(f"Number {second} belongs to order #1.", since=since)


async def test_a_balance_that_fell_by_the_price_says_that_it_was_placed(
    bench: Bench, chat: ChatClient
) -> None:
    await bench.panel.wait_for("balance")
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    card = await chat.wait_for("Order #1 has no clear answer")
    assert "Balance before and after: $1,000.00 → $999.10" in card.text
    hint = "The balance fell by exactly the price: it was almost certainly placed."
    assert hint in card.text
    await chat.tap("drop it", message=card)
    assert hint in (await chat.wait_for("Drop order #1?")).text  # one slip does not lose it
    await chat.tap("Yes, drop it", message=card)
    await chat.wait_for("Order #1 was not placed")


@proof
async def test_a_balance_that_did_not_fall_does_not_say_so(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.RESET)
    card = await chat.wait_for("has no clear answer")
    assert "almost certainly" not in card.text


@proof
async def test_only_the_bots_own_question_is_answered(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    (number,) = bench.panel.orders
    asked_before = len(bench.panel.requests)
    mine = await chat.say("🔢 Send the number that order #1 has at the panel, for example 23501.")
    since = chat.mark()
    await chat.say(number, reply_to=mine)
    await chat.say("/status #1")
    await chat.wait_for("Being checked", since=since)
    assert "Asking the panel about number" not in chat.transcript()
    assert all(r.action != "status" for r in bench.panel.requests[asked_before:])


async def test_the_button_of_an_older_card_decides_nothing(bench: Bench, chat: ChatClient) -> None:
    await lose_an_answer(bench, chat, Fault.RESET)
    await chat.tap("send it again")
    sure = await chat.wait_for("Send order #1 again?")
    again = next(it.data for row in sure.buttons for it in row if "Yes" in it.label) or ""
    bench.panel.faults.add("add", Fault.RESET, times=1)
    since = chat.mark()
    await chat.tap("Yes, send it again")
    await chat.wait_for("Order #1 has no clear answer", since=since)
    await chat.press(sure, again)
    await chat.say("/status #1")
    await chat.wait_for("Being checked", since=since)
    assert len(bench.added()) == 2
    assert bench.panel.orders == {}


async def test_of_many_the_first_are_shown_and_the_others_counted(
    bench: Bench, chat: ChatClient
) -> None:
    assert bench.app is not None
    rows = [an_order(it, bench.now(), state=OrderState.UNKNOWN) for it in range(1, 14)]
    await write_orders(bench.app.database, rows)
    with recorded(bench.app.database) as asked:
        await chat.say("/unresolved")
        await chat.wait_for("And 3 more.")
    read = [it.statement for it in asked if "unknown" in it.values]
    read = [it for it in read if it.startswith("SELECT orders.id,")]
    assert [it for it in read if "LIMIT" in it] == read != []
