"""Quantities as people write them: `1000`, `1,000`, `1 000`, `1k`, `2.5k`, `۱۰۰۰`, `1,00,000`."""

import re
import unicodedata
from decimal import Decimal

from bot.core.errors import N_, InputError
from bot.core.text.typed import is_grouped, plain

LARGEST = 10**15
"""No panel's maximum comes near; sums of it still fit 64 bits."""

_FACTORS = {
    "": 1,
    "k": 1_000,
    "к": 1_000,
    "тыс": 1_000,
    "тыс.": 1_000,
    "m": 1_000_000,
    "м": 1_000_000,
    "млн": 1_000_000,
}
_PATTERN = re.compile(r"([0-9][0-9.,'_ ]*)\s*(k|к|тыс\.?|m|м|млн)?")
_SAID = re.compile(
    r"(?P<before>[^0-9]*?(?<![^\W_]))(?P<number>(?<![-+.,#@$/])[0-9](?:[0-9.,'_ ]*[0-9])?"
    r"(?:\s*(?:k|к|тыс\.?|m|м|млн)(?![^\W_]))?)(?![^\W_])\s*(?P<after>[^0-9]*)"
)
_TIMES = {
    word: factor
    for factor, words in {
        12: "dozen",
        100: "hundred",
        1_000: "thousand thousands тысяча тысячи тысяч bin mil ribu rb हजार हज़ार hazar "
        "ألف الف آلاف",
        100_000: "lakh lakhs lac लाख",
        1_000_000: "kk кк million millions mln mio миллион миллиона миллионов milyon millón "
        "millones milhão milhões juta jt मिलियन مليون ملايين",
        10_000_000: "crore crores करोड़",
    }.items()
    for word in words.split()
}
_PUNCTUATION = frozenset(" .,!?:;()'\"-*_…،؛؟।«»“”")
_BESIDE = frozenset({"So", "Sk", "Mn", "Mc"})
"""Categories of emoji and vowel signs."""
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_BOTH = re.compile(r"(.*[0-9])([.,])([0-9]+)")
_SYMBOL = re.compile(r"[a-z]{0,3}\$", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"[+-]?[0-9][0-9.,'_ ]*")
_CODE = r"[A-Z]{3,5}|(?i:rp|rs|tl|руб|р)\.?|[ء-ي]\.[ء-ي]\.?"
_CURRENCY = re.compile(rf"\A(?:{_CODE})(?=[ 0-9])|(?<=[ 0-9])(?:{_CODE})\Z")

PLACES = 8  # of an amount; no panel's rate has more
_AMOUNT_EXPECTED = N_("Send an amount above zero, for example 50 or 12.40.")
_TOO_MUCH = N_("That is too much. The maximum is {most}.")
_EXPECTED = N_("Send a whole number above zero, for example 1000, 1 000 or 1k.")
_BETWEEN = N_("Send a number from {fewest} to {most}.")


def parse_quantity(text: str) -> int:
    """Return the quantity that `text` means.

    Raises:
        InputError: it is no whole number above zero.
    """
    match = _PATTERN.fullmatch(plain(text).lower())
    if match is None:
        raise InputError(_EXPECTED)
    digits, unit = match.group(1).strip(), match.group(2) or ""
    number = _number(digits, has_unit=bool(unit)) * _FACTORS[unit]
    if number != int(number) or number <= 0:
        raise InputError(_EXPECTED)
    if number > LARGEST:
        raise InputError(N_("That is more than any service offers."))
    return int(number)


def quantity_in(text: str) -> int:
    """Return the quantity that is said in words: `1500 followers`, `1000 please`, `5 thousand`.

    Raises:
        InputError: none is said, several are, or something besides that is no word.
    """
    try:
        return parse_quantity(text)
    except InputError:
        found = _SAID.fullmatch(plain(text).lower())
        if found is None or not _is_words(found["before"] + found["after"]):
            raise
    unit = found["after"].partition(" ")[0].strip(".,!?")
    times = _TIMES.get(unit)
    if times is None:
        return parse_quantity(found["number"])
    number = parse_amount(found["number"]) * times
    return parse_quantity(f"{number:f}" if number % 1 else str(int(number)))


def _is_words(text: str) -> bool:
    """Return whether a text has nothing that could make a number another: signs, currencies."""
    return all(
        char.isalpha() or char in _PUNCTUATION or unicodedata.category(char) in _BESIDE
        for char in text
    )


def is_number(text: str) -> bool:
    """Return whether a text is a number of some kind, if no quantity: `0`, `-5`, `0.5`, `٠`."""
    return _ANY_NUMBER.fullmatch(plain(text)) is not None


def number_between(text: str, fewest: int, most: int, message: str = _BETWEEN) -> int:
    """Return the whole number that `text` means.

    Args:
        message: says what is expected, with `{fewest}` and `{most}`.

    Raises:
        InputError: it is no whole number of these.
    """
    try:
        number = 0 if plain(text) == "0" else parse_quantity(text)
    except InputError:
        raise InputError(message, {"fewest": fewest, "most": most}) from None
    if not fewest <= number <= most:
        raise InputError(message, {"fewest": fewest, "most": most})
    return number


def parse_amount(text: str) -> Decimal:
    """Return the amount of money that `text` means: `50`, `$12.40`, `0,5`, `1,000`, `2.5k`.

    Raises:
        InputError: it is no amount above zero.
    """
    match = _PATTERN.fullmatch(_without_currency(text).lower().strip())
    if match is None:
        raise InputError(_AMOUNT_EXPECTED)
    digits, unit = match.group(1).strip(), match.group(2) or ""
    try:
        amount = _amount(digits, has_unit=bool(unit)) * _FACTORS[unit]
    except InputError:
        raise InputError(_AMOUNT_EXPECTED) from None
    if amount > LARGEST:
        raise InputError(_TOO_MUCH, {"most": LARGEST})
    if not amount or not (amount := round(amount, PLACES)):
        raise InputError(_AMOUNT_EXPECTED)
    return amount


def _without_currency(text: str) -> str:
    signs = "".join("$" if unicodedata.category(char) == "Sc" else char for char in text)
    return _CURRENCY.sub("", _SYMBOL.sub("", plain(signs)).strip())


def _amount(digits: str, *, has_unit: bool) -> Decimal:
    both = _BOTH.fullmatch(digits)
    if both is not None and both[2] not in both[1] and is_grouped(both[1]):
        return Decimal(f"{_joined(both[1])}.{both[3]}")  # 1,234.50 and 1.234,50
    return _number(digits, has_unit=has_unit or not is_grouped(digits))


def _number(digits: str, *, has_unit: bool) -> Decimal:
    if digits.isdigit():
        return Decimal(digits)
    if has_unit and _DECIMAL.fullmatch(digits):
        return Decimal(digits.replace(",", "."))  # 2.5k, and 1.500k, which is 1500
    if is_grouped(digits):
        return Decimal(_joined(digits))
    raise InputError(_EXPECTED)


def _joined(digits: str) -> str:
    return re.sub(r"[^0-9]", "", digits)


def check_quantity(quantity: int, minimum: int, maximum: int) -> None:
    """Raise `InputError`, which names both limits, unless the quantity is within them."""
    if quantity < minimum:
        message = N_("{quantity} is too few. Send a quantity from {minimum} to {maximum}.")
    elif quantity > maximum:
        message = N_("{quantity} is too many. Send a quantity from {minimum} to {maximum}.")
    else:
        return
    raise InputError(message, {"quantity": quantity, "minimum": minimum, "maximum": maximum})
