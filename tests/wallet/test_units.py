"""Money becomes units exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wallet.rules.units import MOST_UNITS, from_units, to_units


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        ("5", 50_000),
        ("5.00", 50_000),
        ("0.0001", 1),
        ("1E+2", 1_000_000),
        ("-1.25", -12_500),
        ("1.2500000000000000000000000000000000000000", 12_500),
        ("922337203685477.5807", MOST_UNITS),
    ],
)
def test_an_amount_is_so_many_units(amount: str, units: int) -> None:
    assert to_units(Decimal(amount)) == units


@pytest.mark.parametrize(
    "amount",
    [
        *("0.00001", "0.00005", "1.00000000000000000000000000000000000001"),
        *("NaN", "sNaN", "Infinity", "-Infinity"),
        *("922337203685477.5808", "1E+30", "1E+999999"),
    ],
)
def test_what_is_no_number_of_units_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"amount|units"):
        to_units(Decimal(amount))


@given(st.integers(-MOST_UNITS, MOST_UNITS))
def test_units_come_back_as_they_were(units: int) -> None:
    assert to_units(from_units(units)) == units
