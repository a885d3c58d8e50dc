"""The words of a text, as they are compared: plain letters, lower case, numbers in digits."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from bot.catalogue.search.synonyms import ASKED_ONLY, FILLERS, MEANINGS, PAIRS

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12

Split = Callable[[str], Sequence[str]]

# Letters that Unicode's own plain form (NFKD) leaves as they are.
_SMALL_CAPITALS = dict(
    zip("ᴀʙᴄᴅᴇꜰғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdeffghijklmnopqrstuvwyz", strict=True)
)
_CROSSED = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ـ": "", "♻": " refill "}
_FLAG_A = 0x1F1E6
_BOXED = {
    chr(first + at): chr(ord("a") + at)
    for first in (_FLAG_A, 0x1F150, 0x1F170)  # flags' letters, 🅐, 🅰
    for at in range(26)
}
_PLAIN = str.maketrans(_SMALL_CAPITALS | _CROSSED | _BOXED)
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff]{2})")
_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(\d+)([kкmм])")
_ZEROS = {"k": "000", "к": "000", "m": "000000", "м": "000000"}
_COUNTED = re.compile(r"(\d+)([dh]|[^\W\d_]{2,})")
_REFILL_DAYS = re.compile(r"\b(\d+) (?:days?|d) (?:[^\d ]+ )?refill|refill (\d+) (?:days?|d)\b")


def fold(text: str) -> str:
    """Return text in plain lower-case letters: no styles, no accents, ASCII digits.

    A flag is its country's two letters, and ♻ the word refill, which panels use it for.
    """
    if text.isascii():
        return text.lower()
    unstyled = unicodedata.normalize("NFKD", _FLAG.sub(r" \1 ", text)).casefold()
    plain = "".join(map(_plain, unstyled.translate(_PLAIN)))
    return unicodedata.normalize("NFC", plain)


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    category = unicodedata.category(char)
    return "" if category.startswith("M") or category == "Cf" else char


def split(chunk: str) -> list[str]:
    """Return the words of a text without regard to their neighbours; `10k` is `10000`."""
    return [part for word in _WORD.findall(fold(chunk)) for part in _parts(word)]


def _parts(word: str) -> tuple[str, ...]:
    if word.isalpha():
        return (word,)
    thousands = _THOUSANDS.fullmatch(word)
    if thousands is not None:
        return (thousands[1] + _ZEROS[thousands[2]],)
    counted = _COUNTED.fullmatch(word)  # 30days, 24h
    return (word,) if counted is None else (counted[1], counted[2])


def words_of(text: str, split: Split = split) -> list[str]:
    """Return the words of a text in order; `tik tok` is one, and so is `no refill`.

    Args:
        split: one that remembers its answers makes many texts quicker to read.
    """
    found = [""]
    for chunk in text.split():
        for word in split(chunk):
            pair = _PAIRS.get((found[-1], word))
            if pair is None:
                found.append(word)
            else:
                found[-1] = pair
    return found[1:]


def senses(word: str) -> tuple[str, ...]:
    """Return what a word means, in the words of `MEANINGS`; another word means itself."""
    return _SENSES.get(word, (word,))


def aliases() -> dict[str, tuple[str, ...]]:
    """Return the words that mean another, and what they mean."""
    return _SENSES


def indexed_words(text: str, split: Split) -> set[str]:
    """Return the words by which a text is to be found; `R30` and `30 days refill` are equal."""
    words = words_of(text, split)
    found = {sense for word in words if word not in ASKED_ONLY for sense in senses(word)}
    for word in words:
        if word[0] == "r" and word[1:].isdigit():
            found.update((word[1:], "days", "refill"))
    days = _REFILL_DAYS.search(" ".join(words)) if "refill" in found else None
    if days is not None:
        found.add(f"r{days[1] or days[2]}")
    return found


def query_words(text: str) -> list[str]:
    """Return the different words of a query that say something, a dozen at most."""
    words = list(dict.fromkeys(words_of(text)))
    return ([word for word in words if word not in _FILLERS] or words)[:MOST_WORDS]


def _folded_senses() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, others in MEANINGS.items():
        for other in others.split():
            found[fold(other)] = (*found.get(fold(other), ()), meaning)
    return found


_SENSES = _folded_senses()
_PAIRS = {tuple(fold(pair).split()): one for pair, one in PAIRS.items()}
_FILLERS = frozenset(map(fold, FILLERS.split()))
