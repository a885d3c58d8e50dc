"""Reading what owners type about ways to pay by hand."""

import re
from decimal import Decimal

from bot.core.errors import N_, InputError
from bot.core.text.typed import plain
from bot.manual_payments.rules.amounts import MOST_PERCENT
from bot.wallet.rules.words import read_units

LONGEST_NAME = 40
LONGEST_TEXT = 1000
_PERCENT = re.compile(r"(?P<sign>[+-]?)\s*(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s*%?")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_NONE = frozenset({"0", "-", "off", "no"})
_PERCENT_EXPECTED = N_(
    "Send a number of percent, for example 5, or -5 for a bonus. At most {most}."
)
_CURRENCY_EXPECTED = N_("Send the three letters of a currency, for example USD.")
_TEXT_EXPECTED = N_("Send a text of at most {most} characters.")


def read_text(typed: str, most: int) -> str:
    """Return a text that is not empty.

    Raises:
        InputError: it is empty or too long.
    """
    text = typed.strip()
    if not text or len(text) > most:
        raise InputError(_TEXT_EXPECTED, {"most": most})
    return text


def read_percent(typed: str) -> Decimal:
    """Return a fee in percent; below zero a bonus.

    Raises:
        InputError: it is none, or too much.
    """
    found = _PERCENT.fullmatch(plain(typed).strip())
    number = Decimal(found["number"].replace(",", ".")) if found else None
    if found is None or number is None or number > MOST_PERCENT:
        raise InputError(_PERCENT_EXPECTED, {"most": int(MOST_PERCENT)})
    return -number if found["sign"] == "-" else number


def read_currency(typed: str) -> str:
    """Return the code of a currency.

    Raises:
        InputError: it is none.
    """
    found = _CURRENCY.fullmatch(plain(typed).strip())
    if found is None:
        raise InputError(_CURRENCY_EXPECTED)
    return found[0].upper()


def read_limit(typed: str, currency: str) -> int:
    """Return an amount in units; 0: none is to hold.

    Raises:
        InputError: it is none, or too exact.
    """
    if plain(typed).strip().casefold() in _NONE:
        return 0
    return read_units(typed, currency)
