"""How much, and why, in the words of owners."""

import pytest

from bot.core.errors import InputError
from bot.wallet.rules.words import read_adjustment


@pytest.mark.parametrize(
    ("typed", "units", "reason"),
    [
        ("5 cash", 50_000, "cash"),
        ("5 USD cash", 50_000, "cash"),
        ("USD 5 cash", 50_000, "cash"),
        ("$5 cash", 50_000, "cash"),
        ("$ 5 cash", 50_000, "cash"),
        ("5$: for November", 50_000, "for November"),
        ("7 USD: for November", 70_000, "for November"),
        ("7: for November", 70_000, "for November"),
        ("5,25 – in cash, 12 Nov", 52_500, "in cash, 12 Nov"),
        ("1,234.50 cash", 12_345_000, "cash"),
        ("2.5k cash", 25_000_000, "cash"),
        ("0.0001 test", 1, "test"),
        ("5 10% bonus", 50_000, "10% bonus"),
        ("٥ نقدا", 50_000, "نقدا"),
        ("5  two\nlines", 50_000, "two lines"),
    ],
)
def test_an_amount_and_a_reason_are_read(typed: str, units: int, reason: str) -> None:
    assert read_adjustment(typed, "USD") == (units, reason)


@pytest.mark.parametrize("typed", ["", "cash", "cash 5", "5", "5 USD", "-5 cash", "5 EUR cash"])
def test_what_is_no_amount_with_a_reason_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        read_adjustment(typed, "USD")
