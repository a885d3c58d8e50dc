"""What an order costs the operator, in each state and for each way in which panels tell it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from bot.core.money import Money
from bot.orders.rules.costs import cost_of, taken_of
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.spending.rules.spending import spent_at_panel

S = OrderState
DRIP = {"quantity": 100, "runs": 10, "interval": 60}
POSTS = {"username": "max", "min": 100, "max": 200, "posts": 5, "delay": 0}


@dataclass(frozen=True)
class Ordered:
    """1,000 for 1.30 USD that cost 2.00 EUR."""

    state: OrderState = S.PENDING
    charge: Decimal | None = None
    remains: int | None = None
    cost: Decimal | None = Decimal(2)
    cost_currency: str = "EUR"
    service_type: str = "default"
    answers: dict[str, Any] = field(default_factory=dict)
    quantity: int = 1000
    price: Decimal = Decimal("1.30")
    currency: str = "USD"
    wallet_id: int | None = 1
    booked: int = 13_000


@pytest.mark.parametrize(
    ("order", "cost"),
    [
        (Ordered(), "2"),
        (Ordered(charge=Decimal("2.1")), "2.1"),
        (Ordered(S.COMPLETED), "2"),
        (Ordered(S.COMPLETED, Decimal("1.9")), "1.9"),
        (Ordered(S.PARTIAL, Decimal("1.5"), remains=250), "1.5"),
        (Ordered(S.PARTIAL, remains=250), "1.5"),
        (Ordered(S.PARTIAL, remains=0), "2"),
        (Ordered(S.CANCELED), "0"),
        (Ordered(S.CANCELED, Decimal(0), remains=0), "0"),
        (Ordered(S.REFUNDED, Decimal("0.4")), "0.4"),
        (Ordered(S.UNKNOWN), "0"),
        (Ordered(S.QUEUED), "0"),
        (Ordered(S.REJECTED), "0"),
        (Ordered(S.IN_PROGRESS, Decimal("0.2"), answers=DRIP), "2"),
        (Ordered(S.IN_PROGRESS, Decimal("2.5"), answers=DRIP), "2.5"),
        (Ordered(S.COMPLETED, Decimal("1.8"), answers=DRIP), "1.8"),
        (Ordered(S.ACTIVE, Decimal("0.4"), service_type="subscriptions", answers=POSTS), "2"),
        (Ordered(S.EXPIRED, Decimal("0.4"), service_type="subscriptions", answers=POSTS), "0.4"),
    ],
)
def test_the_cost_is_expected_until_the_panel_says_it(order: Ordered, cost: str) -> None:
    assert cost_of(order) == Money(Decimal(cost), "EUR")


def test_an_order_of_the_operator_costs_its_price() -> None:
    own = Ordered(cost=None, cost_currency="", wallet_id=None)
    assert cost_of(own) == Money(Decimal("1.30"), "USD")


def test_a_subscription_takes_nothing_from_the_balance_before_its_posts() -> None:
    subscription: dict[str, Any] = {"service_type": "subscriptions", "answers": POSTS}
    assert taken_of(Ordered(S.ACTIVE, **subscription)).amount == 0
    assert taken_of(Ordered(S.ACTIVE, Decimal("0.4"), **subscription)).amount == Decimal("0.4")
    assert taken_of(Ordered(S.IN_PROGRESS, Decimal("0.2"), answers=DRIP)).amount == 2


@pytest.mark.parametrize("state", OrderState)
def test_the_balance_is_needed_for_the_cost_and_not_for_the_price(state: OrderState) -> None:
    taken = spent_at_panel(Ordered(state))
    assert taken.currency == "EUR"
    waits = {S.QUEUED, S.SUBMITTING, S.UNKNOWN}
    assert (taken.amount > 0) == (state in (AT_PANEL - {S.CANCELED, S.REFUNDED}) | waits)
