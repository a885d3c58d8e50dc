"""What people type and paste, as it was meant: without marks that nobody sees, digits as digits.

Apps and pages put marks around names and numbers that show nothing: of direction (this bot does,
too, in Arabic), of places where a line may break, of the order of bytes.
"""

import re
import unicodedata

from bot.core.errors import N_, InputError

_JOINERS = "\u200c\u200d"  # without them Persian words and many emoji fall apart
_TAGS = "\U000e0020-\U000e007f"  # of them the flags of England, Scotland and Wales are made
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e001f\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_JOINING = re.compile(f"[{_JOINERS}{_TAGS}\ufe00-\ufe0f]")
_ENCODED = re.compile(r"(?:%e2%80%8[b-f]|%e2%81%a0|%ef%bb%bf|%c2%ad)+\Z", re.IGNORECASE)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
_SEEN = frozenset("LNPS")  # letters, numbers, punctuation and symbols

_SAME = str.maketrans(
    {
        "٬": ",",
        "،": ",",
        "٫": ".",
        "’": "'",
        "ʼ": "'",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "؛": ";",
        "٪": "%",
    }
)
_OURS = re.compile(r"[#＃№]\s*(?=\d)")
_UNBROKEN = re.compile("(?<=[0-9])[\u00a0\u2007\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_BETWEEN = re.compile(r"[\s,;]+")
_ONE_OR_SEVERAL = re.compile(r"(?<!\S)#?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?!\S)")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,'_ ])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_LAKHS = re.compile(r"[1-9][0-9]?(?:(?P<mark>[.,'_ ])[0-9]{2})+(?P=mark)[0-9]{3}")


def cleaned(text: str) -> str:
    """Return a text without what shows nothing, its lines ended by a line feed."""
    return _INVISIBLE.sub("", _LINE_END.sub("\n", text))


def cleaned_link(word: str) -> str:
    """Return a link without marks that were copied along, percent-encoded ones included."""
    return _ENCODED.sub("", cleaned(word).strip(_JOINERS))


def is_visible(text: str) -> bool:
    """Return whether anything of a text is seen."""
    return any(unicodedata.category(char)[0] in _SEEN and char not in _BLANK for char in text)


def plain(text: str) -> str:
    """Return what stands for numbers, dates and hours with ASCII digits, signs and spaces."""
    kept = _JOINING.sub("", cleaned(text))
    return " ".join("".join(map(_folded, kept)).translate(_SAME).split())


def _folded(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    # A raised 2 is no 2: "10²" is not 102.
    return char if char.isdigit() else unicodedata.normalize("NFKC", char)


def order_number(word: str) -> str:
    """Return an order's number as it is kept: `#12` is ours, `23501` the panel's.

    The spaces of thousands, which do not break a line (`#1\u202f234`), are of the number.
    """
    return plain(_joined(word))


def _joined(text: str) -> str:
    seen = _JOINING.sub("", cleaned(text)).translate(_SAME)
    digits = (_folded(char) if char.isdecimal() else char for char in seen)
    return _OURS.sub("#", _UNBROKEN.sub("", "".join(digits)))


def order_numbers(text: str) -> list[str]:
    """Return the numbers in a text, `23501 23502,#12`, each once, in the order typed.

    Raises:
        InputError: `1,234` may be one number or two.
    """
    joined = _joined(text)
    unclear = _ONE_OR_SEVERAL.search(joined)
    if unclear is not None:
        message = N_(
            "This may be one number or several: {number}. Write one without commas, several with "
            "spaces between them."
        )
        raise InputError(message, {"number": unclear[0]})
    found = map(plain, _BETWEEN.split(joined))
    return list(dict.fromkeys(number for number in found if number.strip("#")))


def is_grouped(digits: str) -> bool:
    """Return whether digits are grouped as thousands or as lakhs: `1,234,567`, `12,34,567`."""
    return bool(_THOUSANDS.fullmatch(digits) or _LAKHS.fullmatch(digits))
