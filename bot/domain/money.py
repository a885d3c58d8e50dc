"""Money: always `Decimal`, always with at least eight places, never a float."""

from dataclasses import dataclass
from decimal import Decimal

PER = Decimal(1000)  # a rate is the price of so many units


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the panel's own currency (`currency` may be a code or a symbol)."""

    amount: Decimal
    currency: str


def price_per_thousand(rate: Decimal, quantity: int) -> Decimal:
    """Return what `quantity` units cost at `rate` for a thousand, exactly."""
    return rate * quantity / PER
