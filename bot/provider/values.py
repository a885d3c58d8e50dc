"""Reading single values as panels write them (provider-api.md, sections 2 and 4)."""

import html
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.services import Flag

_YES = frozenset({"1", "true", "yes", "on", "y", "enabled"})
_NO = frozenset({"0", "false", "no", "off", "n", "disabled", ""})
_UNESCAPES = 3  # resold names are escaped once at each hop
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What databases and Telegram refuse: control characters, and halves of cut emoji."""
_THOUSANDS = 3
_FEW_DIGITS = 15
LARGEST = Decimal(10) ** 24
LARGEST_COUNT = 10**15
"""More than any panel delivers; sums of it still fit 64 bits."""


def text_of(value: Any) -> str:
    """Return a name as plain text: entities unescaped, white space single, nothing for null."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if "&" in text:
        text = _unescaped(text)
    if not text.isprintable():  # seldom, and looking for what is unfit takes as long as the rest
        text = _UNFIT.sub("", text)
    return " ".join(text.split())


def description_of(value: Any) -> str:
    """Return a description as plain text with its line breaks; tags are dropped."""
    if not isinstance(value, str):
        return ""
    text = _UNFIT.sub("", _unescaped(value))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _unescaped(text: str) -> str:
    for _ in range(_UNESCAPES):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def decimal_of(value: Any) -> Decimal | None:
    """Return a number exactly; `None` for what is none, or could be read in two ways.

    `"1,234.5000"` has a thousands comma, `"0,90"` a decimal one, `"1,234"` may be either.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if "," in text:
        if "." in text:
            text = text.replace(",", "")
        elif text.count(",") == 1 and len(text.rpartition(",")[2]) != _THOUSANDS:
            text = text.replace(",", ".")
        else:
            return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < LARGEST else None


def int_of(value: Any) -> int | None:
    """Return a whole number: `100`, `"100"`, `"+12"`, `100.0`; `None` for what is none.

    What is beyond all measure is cut down to `LARGEST_COUNT`: `9999999999999999` is "no limit".
    """
    if isinstance(value, int) and not isinstance(value, bool):
        whole = value
    elif isinstance(value, str) and len(value) <= _FEW_DIGITS and value.isdecimal():
        whole = int(value)
    else:
        number = decimal_of(value)
        if number is None or number != number.to_integral_value():
            return None
        whole = int(number)
    return max(min(whole, LARGEST_COUNT), -LARGEST_COUNT)


def flag_of(value: Any) -> Flag:
    """Return yes, no, or not said: a field that is left out is no 'no'."""
    if value is None:
        return Flag.UNKNOWN
    if isinstance(value, bool):
        return Flag.YES if value else Flag.NO
    word = str(value).strip().lower()
    if word in _YES:
        return Flag.YES
    return Flag.NO if word in _NO else Flag.UNKNOWN


def id_of(value: Any) -> str | None:
    """Return an id, an opaque string: `23501`, `"SUB-12"`, a hex string; `None` for no id."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return None if _UNFIT.search(text) else text or None
