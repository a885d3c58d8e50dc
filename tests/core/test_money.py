"""Prices, and amounts that are said to be one."""

from decimal import Decimal

import pytest

from bot.core.money import is_price


@pytest.mark.parametrize(
    ("amount", "price", "is_it"),
    [
        ("0.9", "0.90", True),
        ("0.9", "0.45", False),
        ("0.45", "0.4455", True),  # rounded to cents
        ("0.44", "0.4455", False),
        ("0.5", "0.45", False),  # half a dollar is 0.50
        ("1", "0.99", False),
        ("1", "0.9999", True),
        ("0.01", "0.0063", True),
        ("0.0063", "0.0063", True),
        ("0.006", "0.0063", True),
        ("0.007", "0.0063", False),
        ("0.90000000001", "0.9", True),  # counted in floats
        ("0.91", "0.9", False),
        ("0", "0.001", False),
        ("0", "0", True),
        ("-0.9", "0.9", False),
        ("900", "0.9", False),
    ],
)
def test_an_amount_is_a_price_as_panels_round_it(amount: str, price: str, is_it: bool) -> None:
    assert is_price(Decimal(amount), Decimal(price)) is is_it
