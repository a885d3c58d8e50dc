"""Turns that an order takes after it was paid, or before: what becomes of the money in each."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.orders.rules.costs import cost_of
from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.tables import Order
from bot.sandbox.panel.dialects import PRESETS
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from bot.wallet.rules.ledger import AccountKind
from tests.chats.test_groups import fill_in_group, order_in_group
from tests.conftest import Bench, service, until
from tests.ordering import fill_default, labels, open_service, order_default
from tests.orders.test_quotes import hold, reprice
from tests.selling import (
    ask_again,
    freeze,
    give,
    money_of,
    orders_of,
    prove,
    say_now,
    start_selling,
    take,
)

D = Decimal
NOT_SENT = "Order #1 was not sent"


@pytest.fixture
async def customer(bench: Bench) -> Person:
    """Return a customer of a bot that sells with 30 % on top, and never below 10."""
    await start_selling(bench, least_margin="10")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    return bench.playground.world.add_person("Carmen", username="carmen")


@pytest.fixture
def chat(bench: Bench, customer: Person) -> ChatClient:
    """Return the customer's private chat."""
    return bench.private(customer)


async def order_paid(bench: Bench, chat: ChatClient, money: str = "5.00") -> None:
    """Order a thousand for 1.17 that end when the test says so."""
    bench.panel.speed = 0.001
    await give(bench, chat.chat.id, money)
    await order_default(chat)


async def queue(bench: Bench, chat: ChatClient, money: str) -> None:
    """Order a thousand for 1.17 that wait in the queue, which costs the operator 0.90."""
    await give(bench, chat.chat.id, money)
    await hold(bench)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Waiting to be sent")


async def test_a_cost_that_rises_within_the_floor_changes_no_price_that_was_agreed(
    bench: Bench, chat: ChatClient
) -> None:
    await queue(bench, chat, "5.00")
    await reprice(bench, "1.05")  # the floor is 1.155, new orders cost 1.365
    await hold(bench, held=False)
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (D("3.83"), D(0))
    (order,) = await orders_of(bench)
    assert (order.booked, order.charge) == (11_700, D("1.05"))
    await prove(bench)


async def test_a_cost_that_eats_the_price_is_reported_to_owners_and_charged_to_nobody(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.chat.id, "5.00")
    await fill_default(chat)
    bench.panel.services[0]["rate"] = "1.30"  # the bot does not know of it yet
    await chat.tap("Confirm")
    await bench.private().wait_for("Order #1 was sold at a loss: the panel charged $1.30")
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (D("3.83"), D(0))
    await prove(bench)


async def test_a_cost_above_the_floor_is_asked_about_and_yes_reserves_the_new_price(
    bench: Bench, chat: ChatClient
) -> None:
    await queue(bench, chat, "5.00")
    await reprice(bench, "1.10")
    since = chat.mark()
    await hold(bench, held=False)
    asked = await chat.wait_for(NOT_SENT, since=since)
    assert "Total: $1.17 → $1.43" in asked.text
    assert await money_of(bench, chat.chat.id) == (D("5.00"), D("1.17"))
    await prove(bench)
    await chat.tap("Order", message=asked)
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (D("3.57"), D(0))
    await prove(bench)


async def test_too_little_for_the_new_price_says_so_and_keeps_the_question(
    bench: Bench, chat: ChatClient
) -> None:
    await queue(bench, chat, "1.20")
    await reprice(bench, "1.10")
    since = chat.mark()
    await hold(bench, held=False)
    asked = await chat.wait_for(NOT_SENT, since=since)
    answer = await chat.tap("Order", message=asked)
    assert answer is not None
    assert "$0.23 is missing in the wallet" in (answer.text or "")
    assert await money_of(bench, chat.chat.id) == (D("1.20"), D("1.17"))
    await prove(bench)
    await give(bench, chat.chat.id, "0.23", key="second")
    await chat.tap("Order", message=asked)
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (D(0), D(0))
    await prove(bench)


async def test_no_to_the_new_price_frees_the_money(bench: Bench, chat: ChatClient) -> None:
    await queue(bench, chat, "1.20")
    await reprice(bench, "1.10")
    since = chat.mark()
    await hold(bench, held=False)
    asked = await chat.wait_for(NOT_SENT, since=since)
    await chat.press(asked, asked.buttons[-1][0].data or "")
    await chat.wait_for("Order #1: ↩️ Withdrawn")
    assert await money_of(bench, chat.chat.id) == (D("1.20"), D(0))
    await prove(bench)


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        (("Partial", 157), ("Canceled", 0), "5.00"),
        (("Partial", 157), ("Refunded", 0), "5.00"),
        (("Partial", 157), ("Partial", 500), "4.415"),
        (("Partial", 500), ("Partial", 157), "4.0136"),
        (("Partial", 157), ("Completed", 0), "3.83"),
        (("Completed", 0), ("Partial", 157), "4.0136"),
        (("Completed", 0), ("Refunded", 0), "5.00"),
        (("Canceled", 0), ("Completed", 0), "3.83"),
        (("Refunded", 0), ("Partial", 157), "4.0136"),
    ],
)
async def test_only_the_last_word_counts(
    bench: Bench, chat: ChatClient, first: tuple[str, int], then: tuple[str, int], left: str
) -> None:
    await order_paid(bench, chat)
    for word, remains in (first, then, then):
        await say_now(bench, word, remains)
        await checked(bench)
    assert await money_of(bench, chat.chat.id) == (D(left), D(0))
    await prove(bench)


@pytest.mark.parametrize(
    "says",
    [
        {"status": "Partial", "remains": None},
        {"status": "Partial"},
        {"status": "Partial", "remains": "N/A", "charge": "0.45"},
        {"status": "Partial", "remains": "500.000"},
    ],
)
async def test_what_was_missing_before_is_not_given_back_for_a_part_that_names_nothing(
    bench: Bench, chat: ChatClient, says: dict[str, object]
) -> None:
    await order_paid(bench, chat)
    await first_check(bench)
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: says)
    await ask_again(bench)
    await bench.private().wait_for("What does order #1 cost?")
    assert await money_of(bench, chat.chat.id) == (D("3.83"), D(0))
    (order,) = await orders_of(bench)
    assert (order.state, order.remains) == (OrderState.PARTIAL, None)


async def test_a_charge_that_was_reported_before_is_not_what_a_canceled_order_costs(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat)
    await first_check(bench)
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: {"status": "Canceled"})
    await ask_again(bench)
    await chat.wait_for("$1.17 is back in the wallet")
    (order,) = await orders_of(bench)
    assert (order.charge, cost_of(order).amount, order.loss_told) == (None, D(0), False)


@pytest.mark.parametrize(
    ("says", "left"),
    [
        ({"status": "completed", "data": {"status": "Partial", "remains": "157"}}, "4.0136"),
        ({"status": "done", "order": {"status": "Canceled", "remains": "0"}}, "5.00"),
        ([{"status": "success", "data": {"status": "Partial", "remains": 157}}], "4.0136"),
    ],
)
async def test_an_envelope_that_says_completed_ends_no_order(
    bench: Bench, chat: ChatClient, says: object, left: str
) -> None:
    await order_paid(bench, chat)
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: says)
    since = chat.mark()
    bench.skip(hours=1)
    await chat.wait_for("is back in the wallet", since=since)
    assert await money_of(bench, chat.chat.id) == (D(left), D(0))


@pytest.mark.parametrize(
    "says",
    [
        {"error": "Incorrect order ID", "status": "Canceled"},
        {"success": False, "status": "Canceled"},
        {"order": 99999, "status": "Canceled", "remains": "1000"},
        {"code": 500, "status": "Refunded"},
    ],
)
async def test_a_state_that_proves_nothing_moves_no_money(
    bench: Bench, chat: ChatClient, says: dict[str, object]
) -> None:
    await order_paid(bench, chat)
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: says)
    bench.skip(minutes=5)
    while not (await orders_of(bench))[0].attempts:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.01)
    assert await money_of(bench, chat.chat.id) == (D("3.83"), D(0))
    (order,) = await orders_of(bench)
    assert order.state in TRACKED


@pytest.mark.parametrize("dialect", [PRESETS["lara"]])
async def test_a_list_without_numbers_in_another_order_gives_nobody_the_money_of_another(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat)
    await order_default(chat, link="https://www.instagram.com/other/")
    await until(lambda: len(bench.panel.orders) == 2)
    first = min(bench.panel.orders)
    bench.panel.faults.add(
        "status", Fault.SAYS_AFTER, body=lambda said: said[::-1] if type(said) is list else said
    )
    bench.panel.finish(first, "Canceled")
    await ask_again(bench)
    await chat.wait_for("Order #1 was canceled")
    first_order, other = await orders_of(bench)
    assert (first_order.state, other.state in TRACKED) == (OrderState.CANCELED, True)
    assert await money_of(bench, chat.chat.id) == (D("3.83"), D(0))


def always(says: object) -> Callable[[object], object]:
    return lambda _: says


async def first_check(bench: Bench) -> None:
    """Wait until the panel has said that all of the only order is missing, and what it costs."""
    while (await orders_of(bench))[0].remains != 1000:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.01)


async def checked(bench: Bench) -> None:
    """Wait until the panel has been asked about the only order, which has ended."""
    while (await orders_of(bench))[0].look_at is not None:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(("hours", "left"), [(1, "3.83"), (25, "4.0136")])
async def test_what_a_refill_makes_whole_is_paid_for_within_a_day(
    bench: Bench, chat: ChatClient, hours: int, left: str
) -> None:
    await order_paid(bench, chat)
    await say_now(bench, "Partial", 157)
    await chat.wait_for("$0.1836 is back in the wallet")
    bench.skip(hours=hours)
    since = chat.mark()
    await say_now(bench, "Completed")
    notice = await chat.wait_for("Order #1 is completed", since=since)
    if hours < 24:
        assert "$0.1836 was charged after all · balance $3.83" in notice.text
    else:
        assert "charged after all" not in notice.text
        await bench.private().wait_for("$0.1836 of order #1 was written off")
    assert await money_of(bench, chat.chat.id) == (D(left), D(0))
    await prove(bench)


async def test_a_day_counts_from_when_money_was_back_not_from_what_was_written_off(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat)
    for word, remains, hours, notice in (
        ("Partial", 500, 25, "Order #1 was partially delivered"),
        ("Completed", 0, 1, "Order #1 is completed"),
        ("Partial", 500, 1, "Order #1 was partially delivered"),
        ("Completed", 0, 0, "Order #1 is completed"),
    ):
        since = chat.mark()
        await say_now(bench, word, remains)
        await chat.wait_for(notice, since=since)
        bench.skip(hours=hours)
    assert await money_of(bench, chat.chat.id) == (D("4.415"), D(0))
    (order,) = await orders_of(bench)
    assert (order.booked, order.written_off) == (5850, 5850)
    await prove(bench)


async def test_what_the_wallet_has_not_any_more_is_written_off_and_owners_know(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat, "1.17")
    await say_now(bench, "Canceled")
    await chat.wait_for("$1.17 is back in the wallet")
    await take(bench, chat.chat.id, "1.00")
    since = chat.mark()
    await say_now(bench, "Completed")
    await chat.wait_for("Order #1 is completed", since=since)
    notice = await bench.private().wait_for("$1.17 of order #1 was written off")
    assert "not charged again" in notice.text
    assert await money_of(bench, chat.chat.id) == (D("0.17"), D(0))
    records = await prove(bench)
    assert records.books.of_kind(AccountKind.LOSS) == -11_700
    await say_now(bench, "Canceled")  # what nobody has paid goes back to nobody
    await chat.wait_for("Order #1 was canceled", since=since)
    assert await money_of(bench, chat.chat.id) == (D("0.17"), D(0))
    records = await prove(bench)
    assert records.books.of_kind(AccountKind.LOSS) == 0


async def test_a_frozen_wallet_orders_nothing_and_still_gets_back_what_is_its(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat)
    summary = await fill_default(chat, link="https://www.instagram.com/another/")
    await freeze(bench, chat.chat.id)
    await chat.tap("Confirm", message=summary)
    shown = await chat.wait_for("Nothing was ordered: the wallet is frozen")
    assert "This wallet is frozen" in shown.text
    assert "✅ Confirm" not in labels(shown)
    assert len(await orders_of(bench)) == 1
    await say_now(bench, "Partial", 157)
    await chat.wait_for("$0.1836 is back in the wallet")
    assert await money_of(bench, chat.chat.id) == (D("4.0136"), D(0))
    await freeze(bench, chat.chat.id, frozen=False)
    await prove(bench)


async def test_what_waits_when_a_wallet_is_frozen_is_sent_and_paid(
    bench: Bench, chat: ChatClient
) -> None:
    await queue(bench, chat, "1.17")
    await freeze(bench, chat.chat.id)
    await hold(bench, held=False)
    await chat.wait_for("Order #1 is completed")
    assert await money_of(bench, chat.chat.id) == (D(0), D(0))
    await prove(bench)


async def test_who_pays_in_a_group_gets_the_money_back_and_the_group_does_not_see_how_much(
    bench: Bench, customer: Person
) -> None:
    bench.panel.speed = 0.001
    group = bench.playground.world.groups.add("Team", members=[customer])
    member = bench.in_group(customer, group)
    await give(bench, group.id, "1.00")
    await give(bench, customer.id, "2.00")
    await fill_in_group(member)
    await member.tap("Pay from my own wallet")
    await member.wait_for("You pay from your own wallet")
    await member.tap("Confirm")
    await member.wait_for("Number at the panel")
    since = member.mark()
    await say_now(bench, "Canceled")
    notice = await member.wait_for("Order #1 was canceled", since=since)
    assert "$0.117 is back in the wallet" in notice.text
    assert "balance" not in notice.text
    assert "2.00" not in notice.text
    assert await money_of(bench, customer.id) == (D("2.00"), D(0))
    assert await money_of(bench, group.id) == (D("1.00"), D(0))
    await prove(bench)


async def test_a_group_that_becomes_a_supergroup_keeps_what_is_reserved(
    bench: Bench, customer: Person
) -> None:
    world = bench.playground.world
    group = world.groups.add("Team", members=[customer], supergroup=False)
    member = bench.in_group(customer, group)
    await give(bench, group.id, "1.00")
    await hold(bench)
    await order_in_group(member)
    await member.wait_for("Waiting to be sent")
    moved = world.groups.migrate(group)
    there = bench.in_group(customer, moved)
    await there.say("/orders")
    await there.wait_for("📋 Orders · 1")
    assert await money_of(bench, moved.id) == (D("1.00"), D("0.117"))
    await prove(bench)
    bench.panel.speed = 0.001
    await hold(bench, held=False)
    await bench.panel.wait_for("add")
    await until_placed(bench)
    await say_now(bench, "Partial", 50)
    await there.wait_for("$0.0585 is back in the wallet")
    assert await money_of(bench, moved.id) == (D("0.9415"), D(0))
    await prove(bench)


async def until_placed(bench: Bench) -> None:
    """Wait until the only order has a number."""
    while (await orders_of(bench))[0].state in {OrderState.QUEUED, OrderState.SUBMITTING}:
        await bench.pushed()


async def test_a_list_whose_price_rises_before_its_approval_is_reserved_anew(
    bench: Bench, customer: Person
) -> None:
    admin = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Team", members=[customer, admin], admins=[admin])
    member, boss = bench.in_group(customer, group), bench.in_group(admin, group)
    await give(bench, group.id, "2.50")
    await boss.say("/limit order 0.01")
    await boss.wait_for("Spending limits")
    await member.say("/mass\n1 | @one | 1000\n1 | @two | 1000")
    await member.wait_for("Total: $2.34")
    await member.tap("Place 2 orders")
    card = await boss.wait_for("Approval needed")
    assert await money_of(bench, group.id) == (D("2.50"), D("2.34"))
    await prove(bench)
    await reprice(bench, "1.10")
    await boss.tap("Approve", message=card)
    await boss.wait_for(lambda it: it is card and "$2.86" in it.text)
    assert await money_of(bench, group.id) == (D("2.50"), D("2.34"))
    answer = await boss.tap("Approve", message=card)
    assert answer is not None
    assert "$0.36 is missing in the wallet" in (answer.text or "")
    assert await money_of(bench, group.id) == (D("2.50"), D("2.34"))
    await prove(bench)
    await give(bench, group.id, "0.36", key="second")
    await boss.tap("Approve", message=card)
    await member.wait_for("have ended")
    assert await money_of(bench, group.id) == (D(0), D(0))
    await prove(bench)


@pytest.fixture
async def runs(bench: Bench, chat: ChatClient) -> ChatClient:
    """Return the chat of somebody whose 300 come in three runs, which cost 0.351."""
    bench.panel.speed = 2.0
    await order_runs(bench, chat)
    return chat


async def order_runs(bench: Bench, chat: ChatClient) -> None:
    """Order 300 in three runs, and wait until they are placed."""
    await give(bench, chat.chat.id, "5.00")
    await open_service(chat, "Instagram", "Followers", "[Drip]")
    for label, words, answer in (
        ("🛒 Order", "https://www.instagram.com/example/", "quantity"),
        ("", "100", "🧾"),
        ("+ 💧 Drip-feed", "3", "How many minutes"),
        ("", "5", "300 in total"),
    ):
        if label:
            since = chat.mark()
            await chat.tap(label)
            await chat.wait_for(lambda _: True, since=since)
        since = chat.mark()
        await chat.say(words)
        await chat.wait_for(answer, since=since)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert (await money_of(bench, chat.chat.id))[0] == D("4.649")


async def parts_of(bench: Bench, least: int) -> int:
    """Wait until the panel has begun some runs or posts of its only order; no more begin then."""
    (order,) = bench.panel.orders.values()
    while len(order.children) < least:
        await ask_again(bench)
        await asyncio.sleep(0.1)
    bench.panel.speed = 1e-6
    return len(order.children)


async def test_a_drip_feed_that_is_canceled_midway_costs_the_runs_that_came(
    bench: Bench, runs: ChatClient
) -> None:
    came = await parts_of(bench, 2)
    await say_now(bench, "Canceled")
    await runs.wait_for("Order #1 was canceled")
    assert (await money_of(bench, runs.chat.id))[0] == D("4.649")  # its runs have not ended yet
    for child in bench.panel._shop.children.values():
        child.status, child.remains = "Completed", 0
    await ask_again(bench)
    await runs.wait_for("is back in the wallet" if came < 3 else "Order #1")
    assert await money_of(bench, runs.chat.id) == (5 - D("0.117") * came, D(0))
    (order,) = await orders_of(bench)
    assert (order.state, order.booked) == (OrderState.CANCELED, 1170 * came)


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ({"status": "In progress"}, {"status": "Canceled"}, None),
        ({"status": "Active"}, {"status": "Canceled", "charge": "0.18"}, None),
        ({"status": "In progress"}, {"status": "Canceled", "charge": "0"}, "5"),
        ({"status": "In progress"}, {"status": "Refunded"}, "5"),
        ({"status": "Processing"}, {"status": "Canceled"}, "5"),
    ],
)
async def test_a_canceled_drip_feed_that_names_no_runs_is_put_before_owners_once_it_had_begun(
    bench: Bench,
    chat: ChatClient,
    first: dict[str, str],
    last: dict[str, str],
    left: str | None,
) -> None:
    # From the first check on: the panel itself would name a run.
    bench.panel.faults.add("status", Fault.SAYS, body=always({**first, "runs": 3}))
    await order_runs(bench, chat)
    for says in (first, last):
        bench.panel.faults.clear()
        bench.panel.faults.add("status", Fault.SAYS, body=always({**says, "runs": 3}))
        await ask_again(bench)
        while (await orders_of(bench))[0].provider_word != says["status"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await chat.wait_for("Order #1 was")
    assert (await money_of(bench, chat.chat.id))[0] == D(left or "4.649")
    if left is None:
        await bench.private().wait_for("What does order #1 cost?")


@pytest.mark.parametrize("word", ["Canceled", "Partial"])
async def test_a_drip_feed_that_ends_early_has_cost_the_operator_the_runs_that_came(
    bench: Bench, runs: ChatClient, word: str
) -> None:
    """The panel names no charge of the whole: what was said of its runs is what it has taken."""
    came = await parts_of(bench, 2)
    children = bench.panel._shop.children.values()
    for child in children:
        child.status, child.remains = "Completed", 0
    await say_now(bench, word)
    await runs.wait_for("Order #1 was")
    (order,) = await orders_of(bench)
    assert order.charge == cost_of(order).amount == sum(it.charged for it in children)
    assert order.booked == 1170 * came


async def test_a_subscription_that_ends_early_costs_the_posts_that_were_served(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.chat.id, "5.00")
    bench.panel.services.append(
        service(9, "Auto likes", type="Subscriptions", category="Instagram Auto", min="1")
    )
    bench.panel.services[-1]["max"] = "1000"
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    bench.panel.speed = 0.4
    await open_service(chat, "Instagram", "Auto", "Auto likes")
    await chat.tap("🛒 Order")
    await fill_subscription(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    reserved = D("5.00") - (await money_of(bench, chat.chat.id))[0]
    assert reserved == D("0.351")  # 10 posts of at most 30
    came = await parts_of(bench, 1)
    await say_now(bench, "Canceled")
    await chat.wait_for("is back in the wallet")
    paid = D("5.00") - (await money_of(bench, chat.chat.id))[0]
    assert paid == D("0.0351") * came


async def fill_subscription(chat: ChatClient) -> None:
    """Answer what a subscription asks for: ten posts, at least 20 and at most 30 each."""
    for words, answer in (("example", ""), ("20", ""), ("30", "How long after a new post?")):
        since = chat.mark()
        await chat.say(words)
        await chat.wait_for(answer, since=since)
    await chat.tap("at once")
    summary = await chat.wait_for("Say for how many posts: an order without an end")
    assert "✅ Confirm" not in labels(summary)
    await chat.tap("+ 🆕 New posts")
    await chat.wait_for("For how many new posts?")
    await chat.say("10")
    await chat.wait_for("Total")


async def test_who_is_forgotten_with_an_order_under_way_leaves_books_that_are_true(
    bench: Bench, chat: ChatClient
) -> None:
    await order_paid(bench, chat)
    await chat.say("/forget")
    await chat.tap("Forget me and $3.83")
    await chat.wait_for("Your data was erased")
    await say_now(bench, "Partial", 157)
    await checked(bench)
    (order,) = await orders_of(bench)
    assert (order.booked, order.state) == (9_864, OrderState.PARTIAL)
    records = await prove(bench)
    (wallet,) = records.books.wallets()
    assert (wallet.posted, wallet.held) == (40_136, 0)


@pytest.mark.proof  # the rules have a test, and a part without a number is put before them, too
async def test_a_drip_feed_whose_runs_stay_open_is_put_before_owners(
    bench: Bench, runs: ChatClient
) -> None:
    came = await parts_of(bench, 2)
    owner = bench.private()
    (first, *others) = bench.panel._shop.children.values()
    first.status, first.remains = "Completed", 0
    for child in others:
        child.status, child.remains = "In progress", 40
    await say_now(bench, "Canceled")
    await runs.wait_for("Order #1 was canceled")
    bench.skip(days=6)
    assert (await asked_once_more(bench)).charge_asked_at is None
    bench.skip(days=1)
    card = await owner.wait_for("What does order #1 cost?")
    assert f"Runs that are still open at the panel: {came - 1} of {came}" in card.text
    assert f"Delivered so far: {100 + 60 * (came - 1)} of 300" in card.text
    await owner.tap("Wait")
    await owner.wait_for("waits for its runs")
    since = owner.mark()
    bench.skip(days=40)  # longer than parts are followed that no wallet pays
    await owner.wait_for("What does order #1 cost?", since=since)
    assert (await money_of(bench, runs.chat.id))[0] == D("4.649")
    await owner.tap("Charge what was delivered so far")
    await owner.wait_for("Order #1 costs")
    await runs.wait_for("is back in the wallet")
    cost = D("0.00117") * (100 + 60 * (came - 1))
    assert await money_of(bench, runs.chat.id) == (5 - cost, D(0))


async def asked_once_more(bench: Bench) -> Order:
    """Return the only order once the panel has been asked about it again."""
    since = bench.now()
    await ask_again(bench)
    while True:
        (order,) = await orders_of(bench)
        if order.looked_at is not None and order.looked_at >= since:
            return order
        await asyncio.sleep(0.05)
