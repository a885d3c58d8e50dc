"""Money: always `Decimal`, always with at least eight places, never a float."""

from dataclasses import dataclass
from decimal import Decimal

PER = Decimal(1000)  # a rate is the price of so many units
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the panel's own currency (`currency` may be a code or a symbol)."""

    amount: Decimal
    currency: str


def price_per_thousand(rate: Decimal, quantity: int) -> Decimal:
    """Return what `quantity` units cost at `rate` for a thousand, exactly."""
    return rate * quantity / PER


def rounded(amount: Decimal) -> Decimal:
    """Return a sum for reading: to the cent, and a smaller one to its first two digits."""
    places = max(-amount.adjusted() + 1, 2) if amount else 2
    return amount.quantize(min(_CENT, Decimal(1).scaleb(-places)))
