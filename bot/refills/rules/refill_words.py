"""What panels say of refills in names, categories and descriptions (docs/panel-api.md, 2.2).

A text is cut into the parts that its bars and brackets make: `R30` of one part says nothing
about the speed in the next. All patterns are for folded text: no accents, no styled letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WINDOW = 3650  # days
LONGEST_NAME = 500  # letters; the longest in real catalogues has 284
SHORTEST_CODE = 7  # R1 ... R6 are the panels' servers
LONGEST_DESCRIPTION = 4000  # letters; the longest seen has 927
REMEMBERED_PARTS = 8192
LONGEST_LINE = 60  # a longer line of a description is prose, mostly about conditions

_NAMES = (
    r"(?<!p)re[- ]?ff?il\w*|g(?:u|ua|au|a)r[ae]n[ts]\w*|warrant\w*|гарант\w*|докрут\w*|telafi\w*"
    r"|reposic\w*|bao hanh"
)
# The last three mean a refill only beside a window or a 'no': a recarga may be a phone's.
_SPELT = rf"(?:(?:auto|авто)[- ]?)?(?:{_NAMES}|yenileme\w*|recarga\w*|восстан\w*)"
_WORD = rf"(?:♻|{_SPELT})"
_LIFETIME = r"(?:life[- ]?time|omur boyu|пожизнен\w*|vitalici\w*|de por vida|seumur hidup)"
_DAYS = r"days?|d|gun(?:luk)?|dias?|hari|ngay|дн\w*|день"
_MONTHS = r"months?|ay(?:lik)?|mes(?:es)?|мес\w*|bulan|thang"
_YEARS = r"years?|yil(?:lik)?|anos?|год\w*|лет|tahun|nam"
_WINDOW = (
    r"(?<![\w.,/])(?<![0-9][-–~])(?P<range>[0-9]+\s?[-–~/]\s?)?(?P<number>[0-9]{1,4})[\s+-]*"
    rf"(?:(?P<days>{_DAYS})|(?P<months>{_MONTHS})|(?P<years>{_YEARS}))(?!\w)"
)
_SIGNS = r"\W{0,12}"  # a longer row of them is decoration, and takes long to try
# What may stand between a sign and its window; 'in', 'start' and 'speed' speak of other times.
# Each begins with a letter, so that there is one way to read a text: no search takes for ever.
_BETWEEN = (
    rf"(?:{_SIGNS}(?:{_SPELT}|non?[- ]?drop|auto(?:matic)?|авто|free|full|button|time|period"
    r"|policy|yes|active|enabled?|working|for|of|up to|de|por|ate|suresi|на|до|от|списани\w*|и)"
    r"(?!\w))*"
    rf"{_SIGNS}"
)
_DENIED = r"no|non|not|nao|without|w/o|без|sin|sem|tanpa|tidak|tidak ada|khong"

_NONE = re.compile(
    rf"\b(?:{_DENIED})[\s-]*(?:(?:refund|cancel)\w*\s?(?:/|&|or|and)\s?)?{_WORD}"
    rf"|{_WORD}\W*(?:yok|нет)\b|\b(?:telafi|garanti|yenileme)siz"
    rf"|{_WORD}\W+(?:is\W+)?not\b"
    rf"|{_WORD}(?:\W+(?:button|time|period))?\s*[:=–-]+\s*(?:no|none|nao)\b\W*(?:$|if\b)"
    rf"|{_WORD}\s*[:=–-]?\s*[❌🚫]\W*$"
    rf"|[❌🚫]\W?{_WORD}(?!\w|\W*[✅✔])|⛔\W?{_SPELT}",
    re.IGNORECASE,
)
_SOLD_WITHOUT = re.compile(r"\W*NR\W*")  # in capitals and alone; elsewhere it may be anything
_WINDOWS = (
    re.compile(_WINDOW + _BETWEEN + _WORD, re.IGNORECASE),
    re.compile(_WORD + _BETWEEN + _WINDOW, re.IGNORECASE),
)
_CODE = re.compile(r"(?<![\w$])a?r-?(?P<number>[0-9]{1,3})(?:d|\s?days?)?(?![\w%])", re.IGNORECASE)
_FOR_LIFE = re.compile(
    rf"{_LIFETIME}{_BETWEEN}{_WORD}|{_WORD}{_BETWEEN}{_LIFETIME}|^\W*{_LIFETIME}\W*$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"♻|{_NAMES}", re.IGNORECASE)
_SEPARATOR = re.compile(r"[|¦\[\]{}•·»;,\r\n]")
_CONDITION = re.compile(r"\b(?:if|when|unless|after|если|eger|jika|neu)\b", re.IGNORECASE)
_FACTORS = {"days": 1, "months": 30, "years": 365}


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of refills.

    Attributes:
        none: that there are none; `lifetime` that they never end.
        days: the window; of several the shortest, to promise no more than is certain.
        bare: nothing but a sign: a word or a ♻️.
    """

    none: bool = False
    days: int | None = None
    lifetime: bool = False
    bare: bool = False

    @property
    def is_definite(self) -> bool:
        """Return whether more was said than a sign."""
        return self.none or self.lifetime or self.days is not None


def in_name(text: str) -> Said:
    """Read the name of a service or of a category."""
    return _read(_parts(_fold(text[:LONGEST_NAME])))


def in_description(text: str) -> Said:
    """Read a description: its short lines, without the conditions ("no refill if ...").

    That it speaks of refills means nothing: most explain what a refill is.
    """
    lines = (line.strip() for line in _fold(text[:LONGEST_DESCRIPTION]).splitlines())
    plain = [line for line in lines if len(line) <= LONGEST_LINE and not _CONDITION.search(line)]
    said = _read(part for line in plain for part in _parts(line))
    return said if said.is_definite else Said()


def _fold(text: str) -> str:
    """Return plain letters: `𝗥𝗲𝗳𝗶𝗹𝗹`, `TELAFİ` and `reposição` without styles and accents."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(outgoing for outgoing in letters if unicodedata.category(outgoing)[0] != "M")
    return plain.replace("ı", "i")


def _parts(text: str) -> list[str]:
    return _SEPARATOR.split(text)


def _read(parts: Iterable[str]) -> Said:
    found = [_read_part(part) for part in parts]
    if any(said.none for said in found):
        return Said(none=True)
    days = min((said.days for said in found if said.days is not None), default=None)
    if days is not None:
        return Said(days=days)
    if any(said.lifetime for said in found):
        return Said(lifetime=True)
    return Said(bare=any(said.bare for said in found))


@lru_cache(maxsize=REMEMBERED_PARTS)
def _read_part(part: str) -> Said:
    """Read one part alone; panels repeat the same ones in thousands of names."""
    return Said(
        none=bool(_NONE.search(part) or _SOLD_WITHOUT.fullmatch(part)),
        days=min(_windows(part), default=None),
        lifetime=bool(_FOR_LIFE.search(part)),
        bare=bool(_BARE.search(part)),
    )


def _windows(part: str) -> Iterator[int]:
    for pattern in _WINDOWS:
        for match in pattern.finditer(part):
            unit = next(name for name in _FACTORS if match[name])
            days = int(match["number"]) * _FACTORS[unit]
            if match["range"] is None and 1 <= days <= LONGEST_WINDOW:
                yield days
    for match in _CODE.finditer(part):
        if int(match["number"]) >= SHORTEST_CODE:
            yield int(match["number"])
