"""Full-text search over a catalogue, in memory: it forgives typos and asks for no exact words."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from itertools import chain, islice
from operator import and_
from typing import NamedTuple, TypeVar

from bot.catalogue.rules.services import Flag
from bot.catalogue.search.bitsets import (
    Packed,
    Tally,
    everything,
    flags,
    members,
    numbers,
    pack,
    union,
)
from bot.catalogue.search.durations import seconds_of
from bot.catalogue.search.vocabulary import Matches, Nearness, Text, Vocabulary
from bot.catalogue.search.words import LONGEST_QUERY, MOST_WORDS, fold, query_words, split

Label = TypeVar("Label", str, bool)

_NEVER = 1 << 62
_AROUND_IDS = "#№.,;:()[]"
_FEATURES = ("refill", "cancel", "dripfeed")  # fields of entries and filters, and words as well


class Entry(NamedTuple):
    """What the search knows of a service.

    Attributes:
        key: our own id; results are lists of keys.
        provider_id: the panel's id, by which a service can be found as well.
        orderable: whether this bot can order it.
    """

    key: int
    provider_id: str
    name: str
    category: str
    platform: str
    rate: Decimal
    refill: Flag = Flag.UNKNOWN
    cancel: Flag = Flag.UNKNOWN
    dripfeed: Flag = Flag.UNKNOWN
    average_time: str = ""
    orderable: bool = True


class Sort(StrEnum):
    """What comes first; whatever is equal keeps the panel's order."""

    BEST = "best"
    CHEAPEST = "cheapest"
    FASTEST = "fastest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found; a flag counts only if the panel says yes."""

    refill: bool = False
    cancel: bool = False
    dripfeed: bool = False
    orderable: bool = False
    platform: str | None = None
    highest_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A part of what was found, as keys in order, and how much was found in all."""

    keys: Sequence[int]
    total: int


ALL = Filters()


class _Term(NamedTuple):
    """A part of a query: a word, entries whose id it is, or both."""

    word: str | None
    entries: int = 0


class SearchIndex:
    """A catalogue, read once, to be searched many times, by any threads.

    Only what is compared is kept of the entries: 3 MiB for 10,000.

    Attributes:
        knows_times: whether any service says how long it takes, so that they can be compared.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows = list(entries)
        self._size = len(rows)
        self._within = everything(self._size)
        self._keys = array("q", [row.key for row in rows])
        self._ids = {_id(row.provider_id): at for at, row in enumerate(rows)}
        self._vocabulary = Vocabulary(
            Text(row.name, (row.category, row.platform), _features(row)) for row in rows
        )
        self._features = _grouped(map(_features, rows), self._size)
        self._orderable = _grouped(((row.orderable,) for row in rows), self._size)
        self._platforms = _grouped(((row.platform,) for row in rows), self._size)
        times = [_seconds(row) for row in rows]
        self.knows_times = any(time < _NEVER for time in times)
        cheapest = numbers(sorted(range(self._size), key=lambda at: rows[at].rate))
        fastest = sorted(range(self._size), key=times.__getitem__)
        self._rates = [rows[at].rate for at in cheapest]
        self._orders = {Sort.CHEAPEST: cheapest, Sort.FASTEST: numbers(fastest)}

    def __len__(self) -> int:
        return self._size

    def only(self, keys: Container[int]) -> "SearchIndex":
        """Return the same index finding no other services; it shares all that was read."""
        narrowed = copy(self)
        kept = (at for at, key in enumerate(self._keys) if key in keys)
        narrowed._within = union([pack(numbers(kept), self._size)], self._size)
        return narrowed

    def priced(self, rates: Mapping[int, Decimal]) -> "SearchIndex":
        """Return the same index with other rates, finding no services but those with one."""
        narrowed = self.only(rates)
        kept = [at for at, key in enumerate(self._keys) if key in rates]
        cheapest = numbers(sorted(kept, key=lambda at: rates[self._keys[at]]))
        narrowed._rates = [rates[self._keys[at]] for at in cheapest]
        narrowed._orders = {**self._orders, Sort.CHEAPEST: cheapest}
        return narrowed

    def knows(self, word: str) -> bool:
        """Return whether a word, spelled as `words_of` does, stands in the catalogue."""
        return self._vocabulary.has(word)

    def search(
        self,
        query: str = "",
        *,
        filters: Filters = ALL,
        sort: Sort = Sort.BEST,
        limit: int | None = None,
        offset: int = 0,
    ) -> Results:
        """Return the services that a query means, of which one without words means all.

        If some services have all words of the query, only they count, otherwise those with most.
        """
        allowed = self._allowed(filters)
        terms = self._terms(query[:LONGEST_QUERY])
        found, scores = self._find(terms, allowed) if terms else (allowed, Tally())
        end = None if limit is None else offset + limit
        page = islice(self._ordered(found, scores, sort), offset, end)
        return Results([self._keys[at] for at in page], found.bit_count())

    def _allowed(self, filters: Filters) -> int:
        """Return the entries that pass all filters."""
        passing = (union([entries], self._size) for entries in self._passing(filters))
        return reduce(and_, passing, self._within)

    def _passing(self, filters: Filters) -> Iterator[Packed]:
        for feature in _FEATURES:
            if getattr(filters, feature):
                yield self._features.get(feature, 0)
        if filters.orderable:
            yield self._orderable.get(True, 0)
        if filters.platform is not None:
            yield self._platforms.get(filters.platform, 0)
        if filters.highest_rate is not None:
            affordable = bisect_right(self._rates, filters.highest_rate)
            yield self._orders[Sort.CHEAPEST][:affordable]

    def _terms(self, query: str) -> list[_Term]:
        """Return what is to be found: ids of this catalogue first, then words."""
        ids: dict[int, _Term] = {}
        rest = []
        for chunk in query.split():
            at = self._ids.get(_id(chunk))
            if at is None:
                rest.append(chunk)
            else:
                words = split(chunk)  # of `30` both the service and names with 30 are meant
                ids[at] = _Term(words[0] if len(words) == 1 else None, 1 << at)
        return [*ids.values(), *map(_Term, query_words(" ".join(rest)))][:MOST_WORDS]

    def _find(self, terms: Iterable[_Term], allowed: int) -> tuple[int, Tally]:
        """Return the allowed entries that match most terms, and how well each matches."""
        hits, scores = Tally(), Tally()
        anywhere = 0
        for term in terms:
            matched = 0
            for score, entries in self._matches(term):
                scores.add(entries & ~matched, score)
                matched |= entries
            hits.add(matched, 1)
            anywhere |= matched
        return next(hits.best_first(allowed & anywhere), 0), scores

    def _matches(self, term: _Term) -> Iterator[Matches]:
        yield Matches(Nearness.ID, term.entries)
        if term.word is not None:
            yield from self._vocabulary.look_up(term.word)

    def _ordered(self, found: int, scores: Tally, sort: Sort) -> Iterator[int]:
        if sort is Sort.BEST:
            return chain.from_iterable(map(members, scores.best_first(found)))
        chosen = flags(found).ljust(self._size, b"\0")
        return (at for at in self._orders[sort] if chosen[at])


def _id(text: str) -> str:
    return fold(text.strip()).strip(_AROUND_IDS)


def _seconds(row: Entry) -> int:
    seconds = seconds_of(row.average_time)
    return _NEVER if seconds is None else seconds


def _features(row: Entry) -> tuple[str, ...]:
    return tuple(feature for feature in _FEATURES if getattr(row, feature) is Flag.YES)


def _grouped(labels: Iterable[Iterable[Label]], size: int) -> dict[Label, Packed]:
    """Return the entries that have each label."""
    groups: defaultdict[Label, array[int]] = defaultdict(numbers)
    for at, of_entry in enumerate(labels):
        for label in of_entry:
            groups[label].append(at)
    return {label: pack(entries, size) for label, entries in groups.items()}
