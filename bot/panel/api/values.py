"""Reading single values as panels write them (docs/panel-api.md, 2 and 5)."""

import html
import re
import unicodedata
from decimal import Decimal
from typing import Any

from bot.catalogue.rules.services import NO_LIMIT, Flag
from bot.panel.api.answers import JsonFloat
from bot.panel.api.numbers import count_in, is_ambiguous, money_in

_YES = frozenset({"1", "true", "yes", "on", "y", "enabled"})
_NO = frozenset({"0", "false", "no", "off", "n", "disabled", ""})
_UNESCAPES = 3  # resold names are escaped once at each hop
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
"""What databases and Telegram refuse, control characters and halves of cut emoji; and what turns
the direction of the text that follows."""
LONGEST_TEXT, LONGEST_DESCRIPTION, LONGEST_ID = 500, 4000, 100
"""So many characters are kept; the longest ones seen have 284, 927 and 36."""
_SPELT_OUT = 8  # a sign may be written as an entity of so many
_MARKED_UP = 4  # times as much as is kept of a description may come, tags and all
_FEW_DIGITS = 15
LARGEST = Decimal(10) ** 24
LARGEST_COUNT = NO_LIMIT
"""More than any panel delivers; sums of it still fit 64 bits."""
_UNLIMITED = re.compile(
    r"\A\W*\Z|[∞♾]|\A(?:null|none|nil|n/?a|undefined|inf|max)\Z|infin|unlimit|limitless|no ?limit"
    r"|no ?max|without limit|illimit|ilimitad|\bsem limite|\bsin limite|sinirsiz|limitsiz"
    r"|безлимит|неогранич|не огранич|без (?:огранич|лимит)|tanpa batas|tidak terbatas"
    r"|khong gioi han|غير محدود|بلا حدود|बिना सीमा|असीम|अनलिमिट"
)
"""For 'no limit', in the letters that `_letters` makes."""


def text_of(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a text as it may be stored and shown: entities unescaped, white space single.

    It is cut before it is read: nobody waits for a name of a mebibyte.

    Args:
        longest: characters that are kept; nothing for null.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    text = text.lstrip()[: longest * _SPELT_OUT]
    if "&" in text:
        text = _unescaped(text)
    return " ".join(printable(text).split())[:longest].rstrip()


def printable(text: str) -> str:
    """Return a text without what databases or Telegram refuse, or what turns other text round."""
    if text.isprintable():  # mostly, and looking for what is unfit takes as long as the rest
        return text
    return _UNFIT.sub("", text)


def description_of(value: Any) -> str:
    """Return a description as plain text with its line breaks; tags are dropped."""
    if not isinstance(value, str):
        return ""
    text = printable(_unescaped(value.lstrip()[: LONGEST_DESCRIPTION * _MARKED_UP]))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_DESCRIPTION].rstrip()


def _unescaped(text: str) -> str:
    for _ in range(_UNESCAPES):
        try:
            plain = html.unescape(text)
        except ValueError:  # a reference with thousands of digits
            break
        if plain == text:
            break
        text = plain
    return text


def decimal_of(value: Any, *, comma_groups: bool = False) -> Decimal | None:
    """Return an amount exactly; `None` for what is none, or could be read in two ways.

    `"1,234.5000"` has a thousands comma, `"0,90"` a decimal one, `"1,234"` may be either.

    Args:
        comma_groups: read the last as 1234.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    number = money_in(str(value).strip(), comma_groups=comma_groups)
    return number if number is not None and abs(number) < LARGEST else None


def int_of(value: Any, *, exact: bool = False) -> int | None:
    """Return a whole number: `100`, `"1,000"`, `"+12"`, `100.0`; `None` for what is none.

    What is beyond all measure is cut down to `LARGEST_COUNT`: `9999999999999999` is "no limit".

    Args:
        exact: nothing for `"1.500"`, which may be one and a half or fifteen hundred: money hangs
            on it.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        whole = value
    elif isinstance(value, JsonFloat):  # JSON's own numbers have no thousands separators
        return _whole(decimal_of(value))
    elif exact and isinstance(value, str) and is_ambiguous(value):
        return None
    elif isinstance(value, str) and len(value) <= _FEW_DIGITS and value.isdecimal():
        whole = int(value)
    else:
        return _whole(count_in(str(value).strip())) if isinstance(value, str | float) else None
    return max(min(whole, LARGEST_COUNT), -LARGEST_COUNT)


def _whole(number: Decimal | None) -> int | None:
    if number is None or number != number.to_integral_value():
        return None
    return max(min(int(number), LARGEST_COUNT), -LARGEST_COUNT)


def limit_of(value: Any) -> int | None:
    """Return the least or the most that may be ordered; `None` where nothing limits it.

    Raises:
        ValueError: it is neither a number nor a word for 'no limit'.
    """
    if value is None or value is False or value in ([], {}):
        return None
    number = int_of(value)
    if number is None:
        if isinstance(value, str | float) and _UNLIMITED.search(_letters(str(value)[:100])):
            return None
        raise ValueError("no limit can be read")
    return number if 0 < number < LARGEST_COUNT else None


def _letters(text: str) -> str:
    """Return a text in small letters without accents, so that words in it can be found."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    return " ".join(bare.replace("ı", "i").replace("_", " ").replace("-", " ").split())


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
    if isinstance(value, JsonFloat):
        value = _whole(decimal_of(value))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return None if len(text) > LONGEST_ID or _UNFIT.search(text) else text or None
