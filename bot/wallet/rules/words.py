"""Reading amounts of wallets, and why an owner credits or debits them."""

from decimal import Decimal

from bot.core.errors import N_, InputError
from bot.spending.rules.limit_words import read_amount
from bot.wallet.rules.units import PLACES, to_units

LONGEST_REASON = 200
_MARKS = ".:,;"
_REASON_EXPECTED = N_("Add the reason after the amount, for example: {example}")
_TOO_LONG = N_("That is too long. The maximum is {most} characters in total.")
_TOO_EXACT = N_("Send an amount with at most {most} decimal places.")


def read_units(typed: str, currency: str) -> int:
    """Return the units that an amount is, which may name its currency.

    Raises:
        InputError: it is no amount of this currency, or too exact.
    """
    return _units(read_amount(typed, currency))


def read_adjustment(typed: str, currency: str) -> tuple[int, str]:
    """Return the units and the reason that `5 in cash` means; the amount may name its currency.

    Raises:
        InputError: there is no amount of this currency, or no reason.
    """
    amount, words = _read_amount(typed.split(), currency)
    reason = " ".join(words).lstrip(":,;-–—· ")
    if not reason:
        raise InputError(_REASON_EXPECTED, {"example": "5 cash"})
    if len(reason) > LONGEST_REASON:
        raise InputError(_TOO_LONG, {"most": LONGEST_REASON})
    return _units(amount), reason


def _units(amount: Decimal) -> int:
    try:
        return to_units(amount)
    except ValueError:
        raise InputError(_TOO_EXACT, {"most": PLACES}) from None


def _read_amount(words: list[str], currency: str) -> tuple[Decimal, list[str]]:
    """Return the amount at the beginning, and the words after it."""
    count = 1 if any(map(str.isdigit, "".join(words[:1]))) else 2  # `$ 5`, `USD 5`
    first = " ".join(words[:count]).rstrip(_MARKS)
    amount, beside = read_amount(first, currency), "".join(words[count : count + 1]).rstrip(_MARKS)
    if beside.isalpha():
        both = read_amount(f"{first} {beside}", currency)  # refuses another currency
        if both != amount or beside.upper() == currency:  # `5 k`, `5 USD`
            return both, words[count + 1 :]
    return amount, words[count:]
