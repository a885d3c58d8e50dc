"""Which entries have which words, and which words are near to one that somebody wrote."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from bot.catalogue.search.bitsets import Packed, numbers, pack, union
from bot.catalogue.search.synonyms import INTERCHANGEABLE
from bot.catalogue.search.words import aliases, indexed_words, senses, split

_AFTER_EVERY_WORD = "\U0010ffff"
_ONE_TYPO, _TWO_TYPOS = 4, 6  # letters from which so many typos are forgiven
_IN_NAME = 1

Lists = dict[str, "array[int]"]


class Text(NamedTuple):
    """What an entry can be found by: its name, other texts, and words that are true of it."""

    name: str
    others: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Nearness(IntEnum):
    """How a word that was found compares with the one that was written."""

    RESEMBLING = 2
    BEGINNING = 4
    SAME = 6
    ID = 8


class Matches(NamedTuple):
    """Entries that have a word: a score, and the set of those that get it."""

    score: int
    entries: int


class Vocabulary:
    """The words of many texts: their names' words and, apart from them, all others."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._size, in_names, elsewhere = _read(texts)
        self._in_names = {word: pack(found, self._size) for word, found in in_names.items()}
        self._elsewhere = {word: pack(found, self._size) for word, found in elsewhere.items()}
        known = self._in_names.keys() | self._elsewhere.keys()
        known |= {word for word, meant in aliases().items() if not known.isdisjoint(meant)}
        self._words = sorted(known)
        self._spellings = [word for word in self._words if word.isalpha()]

    def has(self, word: str) -> bool:
        """Return whether a word, or what it means, stands in any text."""
        return any(it in self._in_names or it in self._elsewhere for it in senses(word))

    def look_up(self, word: str) -> Iterator[Matches]:
        """Yield the entries with a word, the nearest first; an entry may come again."""
        longer = self._beginning(word)
        yield from self._having(senses(word), Nearness.SAME)
        yield from self._having(longer, Nearness.BEGINNING)
        if not longer:
            yield from self._having(self._corrected(word), Nearness.RESEMBLING)

    def _having(self, words: Iterable[str], nearness: Nearness) -> Iterator[Matches]:
        words = list(words)
        if words:
            yield Matches(nearness + _IN_NAME, self._union(self._in_names, words))
            yield Matches(nearness, self._union(self._elsewhere, words))

    def _union(self, lists: dict[str, Packed], words: Iterable[str]) -> int:
        return union((lists[word] for word in words if word in lists), self._size)

    def _beginning(self, word: str) -> set[str]:
        """Return what the words that begin so mean; a number is no beginning of another."""
        first = bisect_left(self._words, word)
        if word.isdigit():
            return {word} if word in self._words[first : first + 1] else set()
        last = bisect_left(self._words, word + _AFTER_EVERY_WORD)
        return {sense for found in self._words[first:last] for sense in senses(found)}

    def _corrected(self, word: str) -> set[str]:
        """Return what the known words that resemble an unknown one most mean."""
        if len(word) < _ONE_TYPO or not word.isalpha():
            return set()
        # Forty modules, and most searches have no typos.
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        typos = 1 if len(word) < _TWO_TYPOS else 2
        found = process.extract(
            word, self._spellings, scorer=OSA.distance, score_cutoff=typos, limit=None
        )
        return {
            sense
            for other, distance, _ in found
            if distance == found[0][1]
            for sense in senses(other)
        }


def _read(texts: Iterable[Text]) -> tuple[int, Lists, Lists]:
    """Return how many texts there are, and which have which words in the name, and elsewhere."""
    in_names: Lists = defaultdict(numbers)
    elsewhere: Lists = defaultdict(numbers)
    split_once = cache(split)
    words_once = cache(lambda text: indexed_words(text, split_once))  # categories repeat
    size = 0
    for number, text in enumerate(texts):
        in_name = indexed_words(text.name, split_once).union(text.facts)
        others = set[str]().union(*map(words_once, text.others))
        _widen(in_name, others)
        for word in in_name:
            in_names[word].append(number)
        for word in others - in_name:
            elsewhere[word].append(number)
        size = number + 1
    return size, in_names, elsewhere


def _widen(in_name: set[str], others: set[str]) -> None:
    """Add what its words are also called on the platform of an entry."""
    for platform, group in INTERCHANGEABLE.items():
        if platform in in_name or platform in others:
            for words in (in_name, others):
                words.update(() if group.isdisjoint(words) else group)
