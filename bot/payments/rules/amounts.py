"""Amounts as gateways name them: whatever they say, it can be kept and added up."""

from decimal import ROUND_FLOOR, Decimal

MOST = Decimal(10) ** 15
"""Of any currency; what the database keeps has a few digits more."""
_PLACES = 12


def readable(amount: Decimal) -> Decimal:
    """Return an amount as it is kept, rounded down to 12 places; 0 for one that cannot be."""
    if not amount.is_finite() or not 0 < amount < MOST:
        return Decimal(0)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        return amount.quantize(Decimal(1).scaleb(-_PLACES), ROUND_FLOOR)
    return amount
