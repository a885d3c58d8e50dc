"""The sandbox panel refuses refills in the words, and for the reasons, of real ones."""

from decimal import Decimal
from typing import Any

import pytest

from bot.sandbox.panel.actions import Shop
from bot.sandbox.panel.catalogue import REFUSES_REFILLS, friendly_services
from bot.sandbox.panel.dialects import Dialect
from bot.sandbox.panel.fields import PanelRefusal
from bot.sandbox.panel.orders import PanelClock

TOO_EARLY = "The order was completed or refill was requested less than 24 hours ago"
DISABLED = "Refill is disabled for this service"


class Counter:
    """A shop with a clock that a test puts forward; an order takes 25 seconds, a refill 15."""

    def __init__(self) -> None:
        self.at = 0.0
        self._shop = Shop(
            friendly_services(),
            dialect=Dialect(),
            clock=PanelClock(lambda: self.at, 1.0),
            balance=Decimal(1000),
            currency="USD",
            draw=None,
            refill_wait=30.0,
            first_number=1,
        )

    def order(self, service: int = 101) -> str:
        params = {"service": str(service), "link": "https://x.org/", "quantity": "1000"}
        return str(self._shop.call("add", params)["order"])

    def refill(self, order: str) -> Any:
        try:
            return self._shop.call("refill", {"order": order})
        except PanelRefusal as refusal:
            return str(refusal)


def test_a_refill_waits_for_the_end_and_for_the_one_before() -> None:
    shop = Counter()
    number = shop.order()
    said = {}
    for shop.at in (10, 40, 54, 55, 60, 71, 84, 85):
        said[shop.at] = shop.refill(number)
    assert said == {
        10: "The order is not completed",
        40: TOO_EARLY,
        54: TOO_EARLY,
        55: {"refill": "1"},
        60: "The refill task is not completed for this order",
        71: TOO_EARLY,
        84: TOO_EARLY,
        85: {"refill": "2"},
    }


@pytest.mark.parametrize("service", [102, *REFUSES_REFILLS])
def test_some_services_have_none_whatever_they_promise(service: int) -> None:
    shop = Counter()
    number = shop.order(service)
    shop.at = 100
    assert shop.refill(number) == DISABLED


def test_the_demo_sells_every_kind_of_promise() -> None:
    refusing = [it for it in friendly_services() if it["service"] in REFUSES_REFILLS]
    assert [it["refill"] for it in refusing] == [True]
