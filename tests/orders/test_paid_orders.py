"""Orders that a wallet pays: price and cost, reserved, charged, and returned as they end."""

from decimal import Decimal

import pytest

from bot.orders.rules.states import OrderState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from tests.conftest import Bench
from tests.ordering import fill_default, labels, order_default
from tests.proof import first_quick
from tests.selling import give, money_of, orders_of, set_markup, start_selling, take


@pytest.fixture
async def customer(bench: Bench) -> Person:
    """Return a customer of a bot that sells with 30 % on top."""
    await start_selling(bench)
    return bench.playground.world.add_person("Carmen", username="carmen")


@pytest.fixture
def chat(bench: Bench, customer: Person) -> ChatClient:
    """Return the customer's private chat."""
    return bench.private(customer)


def number_at_the_panel(bench: Bench) -> str:
    """Return the number of the panel's only order."""
    (number,) = bench.panel.orders
    return number


async def test_the_sale_price_is_shown_and_charged_and_the_cost_kept(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await give(bench, chat.chat.id, "5.00")
    summary = await fill_default(chat)
    assert "$1.17 per 1000" in summary.text
    assert "Total: $1.17" in summary.text
    assert "Left after this: $3.83" in summary.text
    await chat.tap("Confirm")
    placed = await chat.wait_for("Number at the panel")
    assert "$1.17" in placed.text
    assert not [message for message in chat.bot_messages() if "0.90" in message.text]
    assert await money_of(bench, chat.chat.id) == (Decimal("3.83"), Decimal(0))
    (order,) = await orders_of(bench)
    assert (order.price, order.currency, order.booked) == (Decimal("1.17"), "USD", 11700)
    assert (order.cost, order.cost_currency) == (Decimal("0.9"), "USD")
    assert order.price_rule_id is not None


async def test_too_little_says_what_is_missing_keeps_the_form_and_orders_nothing(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.chat.id, "1.00")
    summary = await fill_default(chat)
    assert "$0.17 is missing" in summary.text
    assert "✅ Confirm" not in labels(summary)
    assert await orders_of(bench) == []
    await give(bench, chat.chat.id, "0.17", key="second")
    await chat.say("/order")
    await chat.tap("Back to your order")
    again = await chat.wait_for("Left after this: $0.00")
    assert "✅ Confirm" in labels(again)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert (await money_of(bench, chat.chat.id))[0] == 0


async def test_what_is_spent_meanwhile_keeps_a_confirm_from_ordering(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.chat.id, "1.17")
    summary = await fill_default(chat)
    await set_markup(bench, "30", least_margin="1")  # changes nothing of what is shown
    await give(bench, chat.chat.id, "0.01", key="second")
    await take(bench, chat.chat.id, "0.50")
    await chat.tap("Confirm", message=summary)
    said = await chat.wait_for("Nothing was ordered: $0.49 is missing")
    assert "Total: $1.17" in said.text
    assert await orders_of(bench) == []
    assert await money_of(bench, chat.chat.id) == (Decimal("0.68"), Decimal(0))


@pytest.mark.parametrize(
    ("status", "remains", "back", "left"),
    first_quick(
        2,
        [
            ("Partial", 157, "$0.1836", "4.0136"),
            ("Canceled", 0, "$1.17", "5.00"),
            ("Partial", 1000, "$1.17", "5.00"),
            ("Canceled", 400, "$1.17", "5.00"),
            ("Refunded", 0, "$1.17", "5.00"),
        ],
    ),
)
async def test_what_did_not_come_is_back_in_the_same_message(
    bench: Bench, chat: ChatClient, status: str, remains: int, back: str, left: str
) -> None:
    bench.panel.speed = 0.001
    await give(bench, chat.chat.id, "5.00")
    await order_default(chat)
    since = chat.mark()
    bench.panel.finish(number_at_the_panel(bench), status, remains=remains)
    notice = await chat.wait_for("is back in the wallet", since=since)
    assert f"{back} is back in the wallet" in notice.text
    assert f"balance ${left}" in notice.text
    assert await money_of(bench, chat.chat.id) == (Decimal(left), Decimal(0))


async def test_a_refusal_frees_the_money(bench: Bench, chat: ChatClient) -> None:
    await give(bench, chat.chat.id, "5.00")
    bench.panel.faults.add("add", Fault.REFUSAL, text="Incorrect link")
    await fill_default(chat)
    since = chat.mark()
    await chat.tap("Confirm")
    card = await chat.wait_for("Refused by the panel", since=since)
    assert "is back in the wallet" in card.text
    assert await money_of(bench, chat.chat.id) == (Decimal("5.00"), Decimal(0))
    (order,) = await orders_of(bench)
    assert (order.state, order.booked, order.hold_key) == (OrderState.REJECTED, 0, "")
