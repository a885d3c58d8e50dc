"""Markups and percentages as owners write them: `30`, `30% + 0.10`, `0,5 %`, `%30`, `$0.10`."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.core.errors import N_, InputError
from bot.core.text.quantities import parse_amount
from bot.core.text.typed import plain
from bot.spending.rules.limit_words import read_amount

LARGEST_PERCENT = Decimal(100_000)
LARGEST_MARGIN = Decimal(1_000)
LARGEST_FIXED = Decimal(10**9)
_LEAST_PERCENT = Decimal(-100)
_WORDS = re.compile(
    r"\b(?:percent|per cent|pct|процент\w*|проц|yüzde|por ?ciento|por ?cento|persen)\b\.?|"
    r"بالمئة|بالمائة|प्रतिशत"
)
_TERM = re.compile(r"(?P<sign>[+-]?)(?P<amount>[^+-]+)")
_PERCENT = re.compile(r"%\s*(?P<after>[^%]+)|([^%]+?)\s*%(?P<rest>.*)")
_ZERO = re.compile(r"0+(?:[.,]0+)?")
_CURRENCY = re.compile(r"[^\W\d_]|[$\u20a0-\u20cf£¥]")
EXPECTED = N_("Send the markup, for example 30% or 30% + 0.10.")
_TOO_LOW = N_("A discount must be less than 100%.")
_TOO_HIGH = N_("That is too much. The maximum is {most}%.")
_TOO_DEAR = N_("That is too much. The maximum is {most}.")
_EITHER = re.compile(r"(?<![\d.,])(?P<whole>[1-9]\d{0,2})[.,](?P<rest>\d{3})(?![\d.,])")
_TWO_WAYS = N_("This may be {decimal} or {whole}. Send one of these.")
_PERCENT_EXPECTED = N_("Send a percentage, 0 or more, for example 5.")


class PriceMarkup(NamedTuple):
    """What is put on the cost: percent of it, and an amount for 1000 units or a package."""

    percent: Decimal
    fixed: Decimal


class _Term(NamedTuple):
    sign: int
    amount: str
    has_plus: bool


class _Part(NamedTuple):
    is_percent: bool
    value: Decimal


def read_markup(text: str, currency: str) -> PriceMarkup:
    """Read percent, an amount, or both; a bare number is percent, one after a `+` an amount.

    Args:
        currency: of the wallets; another one cannot be meant.

    Raises:
        InputError: it is neither, there are several of one kind, or too much.
    """
    parts = list(_parts(_WORDS.sub("%", plain(text).lower()), currency))
    percents = [it.value for it in parts if it.is_percent]
    amounts = [it.value for it in parts if not it.is_percent]
    if not parts or len(percents) > 1 or len(amounts) > 1:
        raise InputError(EXPECTED)
    percent, fixed = sum(percents, Decimal(0)), sum(amounts, Decimal(0))
    if percent <= _LEAST_PERCENT:
        raise InputError(_TOO_LOW)
    if percent > LARGEST_PERCENT:
        raise InputError(_TOO_HIGH, {"most": int(LARGEST_PERCENT)})
    if abs(fixed) > LARGEST_FIXED:
        raise InputError(_TOO_DEAR, {"most": int(LARGEST_FIXED)})
    return PriceMarkup(percent, fixed)


def _parts(text: str, currency: str) -> Iterator[_Part]:
    if not text or _TERM.sub("", text).strip():
        raise InputError(EXPECTED)
    says_percent = "%" in text
    for at, term in enumerate(_terms(text)):
        found = _PERCENT.fullmatch(term.amount)
        if found is not None:
            yield _Part(is_percent=True, value=term.sign * _number(found["after"] or found[2]))
            if found["rest"] and found["rest"].strip():
                yield _Part(is_percent=False, value=_amount(found["rest"].strip(), currency))
        elif at or says_percent or term.has_plus or _CURRENCY.search(term.amount):
            yield _Part(is_percent=False, value=term.sign * _amount(term.amount, currency))
        else:
            yield _Part(is_percent=True, value=term.sign * _number(term.amount))


def _terms(text: str) -> Iterator[_Term]:
    for found in _TERM.finditer(text):
        sign, amount = found["sign"], found["amount"].strip()
        if not amount:
            raise InputError(EXPECTED)
        yield _Term(-1 if sign == "-" else 1, amount, has_plus=sign == "+")


def _number(text: str) -> Decimal:
    if _CURRENCY.search(text):
        raise InputError(EXPECTED)
    return _or_expected(text, parse_amount)


def _amount(text: str, currency: str) -> Decimal:
    return _or_expected(text, lambda amount: read_amount(amount, currency))


def _or_expected(text: str, parse: Callable[[str], Decimal]) -> Decimal:
    if _ZERO.fullmatch(text.strip()):
        return Decimal(0)
    try:
        return parse(text)
    except InputError as wrong:
        if wrong.values:  # another currency
            raise
        raise InputError(EXPECTED) from None


def read_percent(text: str) -> Decimal:
    """Read a percentage of at least 0.

    Raises:
        InputError: it is none, or too much.
    """
    typed = _WORDS.sub("%", plain(text).lower()).strip("% +")
    try:
        percent = _number(typed)
    except InputError:
        raise InputError(_PERCENT_EXPECTED) from None
    if percent > LARGEST_MARGIN:
        raise InputError(_TOO_HIGH, {"most": int(LARGEST_MARGIN)})
    return percent


def read_rate(text: str, base: str, quote: str) -> Decimal:
    """Read what a unit of one currency costs in another: `81.5`, `1 USD = 81.50 RUB`.

    Raises:
        InputError: it is no amount above zero, of other currencies, or can be read in two ways.
    """
    _require_sure(plain(text))
    left, equals, right = plain(text).partition("=")
    if not equals:
        return read_amount(left, quote)
    if read_amount(left, base) != 1:
        raise InputError(
            N_("Send what 1 {base} costs, for example 1 {base} = 80 {quote}."),
            {"base": base, "quote": quote},
        )
    return read_amount(right, quote)


def _require_sure(text: str) -> None:
    """Refuse a rate that may be another, a thousand times as much: `1.085`, `16,250`."""
    found = _EITHER.search(text)
    if found is not None:
        whole, rest = found["whole"], found["rest"]
        raise InputError(_TWO_WAYS, {"decimal": f"{whole}.{rest}0", "whole": whole + rest})
