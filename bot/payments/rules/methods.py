"""The ways to pay in, and what each asks for an amount."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.payments.rules.gateways import Offer
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.rules.units import MOST_UNITS, UNITS, from_units

STARS = "stars"
STAR_CURRENCY = "XTR"
CRYPTO_PAY = "crypto_pay"
ACCOUNTS = {STARS: AccountKind.STARS, CRYPTO_PAY: AccountKind.CRYPTO_PAY}
"""The account of each gateway."""
MANUAL = "transfer-"
"""Begins the code of a way to pay by hand; its number follows (bot/manual_payments)."""
STAR_USD = Decimal("0.013")
"""What an operator is paid for a Star, about, in US dollars; buyers pay more for one."""
_BELIEVED = 2
"""So many times as much, or as little, as until now a Star may be worth without a question."""
LEAST = UNITS
"""Of one top-up, where owners have not set another amount."""
MOST_STARS = 10_000
"""Of one invoice."""
_MOST_DIGITS = 18


def stars_for(units: int, rate: Decimal) -> Offer:
    """Return what so many units cost in whole Stars, rounded up.

    Args:
        units: at least 1.
        rate: what a Star is worth in the wallets' currency.
    """
    stars = (from_units(units) / rate).to_integral_value(ROUND_CEILING)
    return Offer(STARS, stars, STAR_CURRENCY, units, rate)


def is_believed(rate: Decimal, known: Decimal) -> bool:
    """Return whether what a Star is to be worth is near enough to what it was, to be no slip."""
    return known / _BELIEVED <= rate <= known * _BELIEVED


def credit_of(amount: Decimal, rate: Decimal) -> int:
    """Return the units that an amount is worth, rounded down; 0 for what no wallet can hold."""
    worth = int((amount * rate * UNITS).to_integral_value(ROUND_FLOOR))
    return worth if 0 < worth <= MOST_UNITS else 0


def manual_method(number: int) -> str:
    """Return the code of a way to pay by hand."""
    return f"{MANUAL}{number}"


def is_by_link(method: str) -> bool:
    """Return whether an invoice is a link, which whoever sees it in a group can open and pay."""
    return method == CRYPTO_PAY


def is_manual(method: str) -> bool:
    """Return whether owners say that the money has arrived, and no gateway does."""
    return method.startswith(MANUAL)


def manual_number(method: str) -> int | None:
    """Return the number in the code of a way to pay by hand; `None`: it is another one."""
    digits = method.removeprefix(MANUAL)
    is_number = is_manual(method) and digits.isascii() and digits.isdigit()
    return int(digits) if is_number and len(digits) <= _MOST_DIGITS else None
