"""The numbers of orders and refills as panels write them (docs/panel-api.md, 3.5)."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.panel.api.answers import JsonFloat

_LONGEST_NUMBER = 30  # digits
_LARGEST_NUMBER = 10**_LONGEST_NUMBER
_LARGEST_FLOAT = 2**53  # beyond, a float has lost digits
_WHOLE = re.compile(r"(\d{1,30})\.0+")
_ID = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._:#-]{3,63}")
_NO_ID = re.compile(
    r"err|fail|invalid|null|none|undefined|nan|false|true|http|den(y|ied)|except|reject|refus"
    r"|\d{4}-\d\d-\d\d|success|status|code"
    # codes of refusals and of states: `not_enough_funds_1`, `min_quantity_100`, `wait24h`
    r"|fund|balance|enough|insuff|duplic|quantity|limit|disabl|avail|allow|exceed|maint|pending"
    r"|queue|process|cancel|service|minim|maxim|(^|[._:#-])(min|max|not|wait|too)(?![a-z])"
    r"|wait\d",
    re.IGNORECASE,
)


def number_of(value: Any) -> str | None:
    """Return a usable number as text, `None` for what is none: 0, -1, `"null"`, words.

    Numbers are positive; what is no number is an id if it has a digit: `SUB-12`, `ord_7`, hex.
    """
    if isinstance(value, JsonFloat | float):
        return _of_float(str(value))
    if isinstance(value, int):
        return str(value) if value is not True and 0 < value < _LARGEST_NUMBER else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        text = whole[1]
    if text.isascii() and text.isdigit():
        return _of_digits(text)
    return text if _ID.fullmatch(text) and not _NO_ID.search(text) else None


def _of_digits(text: str) -> str | None:
    return text if len(text) <= _LONGEST_NUMBER and text.strip("0") else None


def _of_float(text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    whole = number.is_finite() and 0 < number < _LARGEST_FLOAT and number == int(number)
    return str(int(number)) if whole else None


def is_same(number: str, other: str) -> bool:
    """Return whether two numbers are one: some panels drop leading zeros."""
    if number == other:
        return True
    return number.isdigit() and other.isdigit() and number.lstrip("0") == other.lstrip("0")
