"""Numbers as panels write them: grouped, with a currency beside them, in any script's digits.

Money that could be read in two ways, a thousand times apart, is not read at all.
"""

import re
import unicodedata
from decimal import Decimal

LONGEST = 60  # signs; what is longer is no number
_LONGEST_EXACT = 200  # a float may be written with all of its digits
_EXACT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_ASCII = {
    **dict.fromkeys("−‐‑‒–－", "-"),
    **dict.fromkeys("’ʼ′`´", "'"),
    **dict.fromkeys("٬،，", ","),
    **dict.fromkeys("٫．", "."),
}
_SIGN = "[$£¤¥֏؋৲৳૱௹฿៛\u20a0-\u20c0﷼＄￡￥￦]"
_SMALL_WORDS = (
    r"rs|rp|tl|kr|zł|kč|ft|rm|dh|da|lei|руб|р|грн|тг|лв|сум|usd|eur|inr|idr|vnd|brl|try|rub"
)
_NO_CODE = (
    r"(?:MIL|MIO|MLN|MRD|BIN|BLN|TYS|PER|PCS|LAKH|MILL|RIBU|JUTA|THOU"
    r"|CENT|CTS|KOP|PFG|SAT|SATS)\b"  # parts of a currency: what they are worth is not said
)
_CURRENCY = (
    rf"(?:[A-Za-z]{{0,3}}{_SIGN}[A-Za-z]{{0,3}}|GH¢|(?!{_NO_CODE})[A-Z]{{3,4}}"
    rf"|(?i:{_SMALL_WORDS})(?![^\W\d_]))\.?"
)
_DIGITS = r"[0-9](?:[0-9., ']*[0-9])?|\.[0-9]+"
_MONEY = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<before>{_CURRENCY})? ?(?P<inner>[+-]?) ?(?P<digits>{_DIGITS})"
    rf" ?(?P<after>{_CURRENCY})?"
)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_LOOKS_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<by>[., '])[0-9]{3}(?:(?P=by)[0-9]{3})*"
    r"|[1-9][0-9]?(?P<indian>,)(?:[0-9]{2},)+[0-9]{3})"
    r"(?:(?!(?P=by))[.,](?P<part>[0-9]+))?"
)
_DECIMAL_COMMA = re.compile(r"(?:0|[1-9][0-9]*),[0-9]+")
_COUNT = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<digits>{_DIGITS})"
    r" ?(?P<unit>k|kk|m|b|к|кк|м|mn|mln|млн|тыс\.?|mil|million|lakh|crore|rb|ribu|jt|juta|bin)?"
    r" ?\+?"
)
_FACTORS = {
    **dict.fromkeys(("k", "к", "тыс", "тыс.", "mil", "rb", "ribu", "bin"), 10**3),
    "lakh": 10**5,
    **dict.fromkeys(("m", "м", "kk", "кк", "mn", "mln", "млн", "million", "jt", "juta"), 10**6),
    "crore": 10**7,
    "b": 10**9,
}


def money_in(text: str, *, comma_groups: bool) -> Decimal | None:
    """Return an amount exactly; `None` for what is none, or could be read in two ways.

    `"1,234.5000"` and `"€1.234,50"` are grouped, `"0,90"` has a decimal comma; `"1,234"` may be
    either, and so may `"€1.234"`: who writes a currency writes for people.

    Args:
        comma_groups: read `"1,234"` as 1234.
    """
    if len(text) <= _LONGEST_EXACT and _EXACT.fullmatch(text):
        return Decimal(text)
    match = _MONEY.fullmatch(_ascii(text)) if len(text) <= LONGEST else None
    if match is None or (match["sign"] and match["inner"]):
        return None
    digits, is_for_people = match["digits"], bool(match["before"] or match["after"])
    if _LOOKS_GROUPED.fullmatch(digits) and ("," in digits or is_for_people):
        if not (comma_groups and "," in digits):
            return None
        number: Decimal | None = Decimal(digits.replace(",", ""))
    else:
        number = _number(digits)
    return -number if number is not None and "-" in match["sign"] + match["inner"] else number


def currency_in(text: str) -> str:
    """Return the currency that stands beside an amount, as it is written; nothing for none."""
    match = _MONEY.fullmatch(_ascii(text)) if len(text) <= LONGEST else None
    return (match["before"] or match["after"] or "") if match else ""


def count_in(text: str) -> Decimal | None:
    """Return a number of things: `"1.000.000"`, `"1,000"`, `"10M"`; `None` for what is none.

    Of things there are no thousandths: what looks grouped is.
    """
    if len(text) > LONGEST:
        return None
    match = _COUNT.fullmatch(_ascii(text).casefold())
    if match is None:
        return Decimal(text) if _EXACT.fullmatch(text) else None
    digits, unit = match["digits"], match["unit"]
    if unit is None and _LOOKS_GROUPED.fullmatch(digits):
        number: Decimal | None = Decimal(re.sub("[.,]", "", digits))
    else:
        number = _number(digits)
    if number is None:
        return None
    number *= _FACTORS[unit] if unit else 1
    return -number if match["sign"] == "-" else number


def is_ambiguous(text: str) -> bool:
    """Return whether a number of things may have a decimal point, or one between thousands."""
    plain = _ascii(text).strip("+- ") if len(text) <= LONGEST else ""
    return "." in plain and _LOOKS_GROUPED.fullmatch(plain) is not None


def _number(digits: str) -> Decimal | None:
    """Read what can be read in one way only."""
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    grouped = _GROUPED.fullmatch(digits)
    if grouped is not None:
        whole = re.sub("[., ']", "", grouped["whole"])
        return Decimal(f"{whole}.{grouped['part'] or ''}")
    return Decimal(digits.replace(",", ".")) if _DECIMAL_COMMA.fullmatch(digits) else None


def _ascii(text: str) -> str:
    """Return text with ASCII digits and separators, single spaces, and no invisible marks."""
    return " ".join("".join(map(_ascii_sign, text)).split())


def _ascii_sign(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if unicodedata.category(char) == "Cf" else _ASCII.get(char, char)
