"""Money: always `Decimal`, always with at least eight places, never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WALLET_UNIT = Decimal("0.0001")
"""What wallets count in, in any currency: the smallest amount that can be paid."""
PER = Decimal(1000)  # a rate is the price of so many units
_CENT = Decimal("0.01")
_NOISE = Decimal("0.0001")  # of a price: what panels that count in floats are off


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the panel's own currency (`currency` may be a code or a symbol)."""

    amount: Decimal
    currency: str


def price_per_thousand(rate: Decimal, quantity: int) -> Decimal:
    """Return what `quantity` units cost at `rate` for a thousand, exactly."""
    return rate * quantity / PER


def is_price(amount: Decimal, price: Decimal) -> bool:
    """Return whether an amount is a price, rounded as the panel rounds: to cents, say."""
    if amount <= 0:
        return amount == price
    places = max(-int(amount.normalize().as_tuple().exponent), 2)
    is_rounded = price.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == amount
    return is_rounded or abs(amount - price) <= price * _NOISE


def rounded(amount: Decimal) -> Decimal:
    """Return a sum for reading: to the cent, and a smaller one to its first two digits."""
    places = max(-amount.adjusted() + 1, 2) if amount else 2
    return amount.quantize(min(_CENT, Decimal(1).scaleb(-places)))
