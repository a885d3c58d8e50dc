"""Amounts of the ledger: whole numbers of a unit, in 64 bits."""

from decimal import Decimal
from fractions import Fraction

PLACES = 4
UNITS = 10**PLACES
"""So many units make one of the wallets' currency."""
MOST_UNITS = 2**63 - 1


def to_units(amount: Decimal) -> int:
    """Return an amount in units.

    Raises:
        ValueError: it is no whole number of units, or more than the ledger can hold.
    """
    if not amount.is_finite() or amount.adjusted() > len(str(MOST_UNITS)):
        raise ValueError(f"no amount of money: {amount}")
    units = Fraction(amount) * UNITS
    if units.denominator != 1 or abs(units) > MOST_UNITS:
        raise ValueError(f"not a number of units: {amount}")
    return int(units)


def from_units(units: int) -> Decimal:
    """Return the amount that so many units are."""
    return Decimal(units).scaleb(-PLACES)
