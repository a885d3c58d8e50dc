"""Orders whose answer was lost: never sent twice on a guess, decided by an owner."""

from bot.playground.client import ChatClient
from bot.provider.sandbox.faults import Fault
from tests.conftest import Bench
from tests.flows.ordering import fill_default


async def lose_an_answer(bench: Bench, chat: ChatClient, fault: Fault) -> None:
    """Confirm an order whose answer never comes."""
    bench.panel.faults.add("add", fault, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Being checked with the provider")
    await chat.wait_for("Order #1 has no clear answer")


async def test_an_owner_gives_the_number_and_the_panel_confirms_it(
    bench: Bench, chat: ChatClient
) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    number = next(iter(bench.panel.orders))
    await chat.tap("It was placed")
    asked = await chat.wait_for("🔢 #1")
    await chat.say(number, reply_to=asked)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


async def test_a_number_that_the_panel_does_not_know_is_not_believed(
    bench: Bench, chat: ChatClient
) -> None:
    await lose_an_answer(bench, chat, Fault.LOST_ANSWER)
    await chat.tap("It was placed")
    asked = await chat.wait_for("🔢 #1")
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


async def test_drop_tells_the_person(bench: Bench, chat: ChatClient) -> None:
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
    refused = await other.wait_for("You may not do that here.")
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
