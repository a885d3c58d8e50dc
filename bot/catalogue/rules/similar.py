"""Which services of different panels could be sold as one.

Only a suggestion: names do not tell everything, and to merge what is guaranteed differently would
change what was sold. Owners decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from bot.catalogue.rules.name_words import NameWords, name_words
from bot.catalogue.rules.services import Flag, Service
from bot.refills.rules.refills import RefillKind, RefillPromise, refill_promise

LEAST_SCORE = 60
"""Of 100: of services whose other words differ more nobody wants to hear."""


class Difference(StrEnum):
    """Why two services cannot stand for one."""

    PANEL = "panel"  # both are of the same
    TYPE = "type"
    PLATFORM = "platform"
    GOODS = "goods"  # followers, likes ...
    TARGET = "target"  # of a reel, of a story ...
    REFILL = "refill"  # another promise
    CANCEL = "cancel"
    DRIPFEED = "dripfeed"
    COUNTRY = "country"
    QUALITY = "quality"
    NUMBERS = "numbers"
    LIMITS = "limits"  # no quantity suits both
    WORDS = "words"


DECISIVE = frozenset(
    {
        Difference.PANEL,
        Difference.TYPE,
        Difference.REFILL,
        Difference.CANCEL,
        Difference.DRIPFEED,
        Difference.LIMITS,
    }
)
"""With these a person would get something else than was sold. What words mean, owners decide."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A service on the list of a panel, with what its name and its category tell.

    Attributes:
        platform: of its category.
    """

    service: Service
    platform: str
    promise: RefillPromise
    words: NameWords

    @classmethod
    def of(cls, service: Service, platform: str) -> "Listed":
        """Read a service."""
        name = service.panel_name or service.name
        category = service.panel_category or service.category
        promise = refill_promise(name, category, service.description, service.refill)
        has_window = promise.kind in {RefillKind.DAYS, RefillKind.LIFETIME}
        words = name_words(service, platform, has_window=has_window)
        return cls(service, platform, promise, words)

    @property
    def panel_id(self) -> int:
        """Return our number of the panel."""
        return self.service.panel_id


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two services are.

    Attributes:
        score: of their words, from 0 to 100.
        differences: why they cannot stand for one; none: they could.
    """

    score: float
    differences: Sequence[Difference] = ()

    @property
    def is_enough(self) -> bool:
        """Return whether owners may decide that they stand for one."""
        return DECISIVE.isdisjoint(self.differences)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two services of different panels that could stand for one; `score` up to 100."""

    one: Listed
    other: Listed
    score: float


def likeness(one: Listed, other: Listed) -> Likeness:
    """Compare two services: what one of them is shown as must hold for the other."""
    score = _score(one, other)
    named = zip(_COMPARED, _promised(one), _promised(other), strict=True)
    found = [difference for difference, mine, yours in named if mine != yours]
    if one.panel_id == other.panel_id:
        found.insert(0, Difference.PANEL)
    if not _share_a_quantity(one.service, other.service):
        found.append(Difference.LIMITS)
    if score < LEAST_SCORE:
        found.append(Difference.WORDS)
    return Likeness(score, found)


def suggestions(listed: Iterable[Listed]) -> list[Suggestion]:
    """Return which services could stand for one, the likeliest first.

    Each service is suggested once with each other panel: with the one most like it there.
    """
    blocks: defaultdict[object, list[Listed]] = defaultdict(list)
    for service in listed:
        blocks[_promised(service)].append(service)
    found = [pair for block in blocks.values() for pair in _pairs(block)]
    found.sort(key=lambda it: (-it.score, it.one.service.key, it.other.service.key))
    taken: set[tuple[int, int]] = set()
    chosen = []
    for it in found:
        ends = {(it.one.service.key, it.other.panel_id), (it.other.service.key, it.one.panel_id)}
        if taken.isdisjoint(ends):
            taken |= ends
            chosen.append(it)
    return chosen


_COMPARED = (
    Difference.TYPE,
    Difference.PLATFORM,
    Difference.GOODS,
    Difference.TARGET,
    Difference.REFILL,
    Difference.CANCEL,
    Difference.DRIPFEED,
    Difference.COUNTRY,
    Difference.QUALITY,
    Difference.NUMBERS,
)


def _promised(it: Listed) -> tuple[object, ...]:
    """Return what has to be the same, in the order of `_COMPARED`."""
    service, words = it.service, it.words
    return (
        service.type,
        it.platform,
        words.goods,
        words.targets,
        (it.promise.kind, it.promise.days),
        service.cancel is Flag.YES,
        service.dripfeed is Flag.YES,
        words.countries,
        words.qualities,
        words.numbers,
    )


def _pairs(block: Sequence[Listed]) -> Iterator[Suggestion]:
    """Return the pairs of services that promise the same and are called alike enough."""
    by_panel: defaultdict[int, list[Listed]] = defaultdict(list)
    for it in block:
        by_panel[it.panel_id].append(it)
    for mine, yours in combinations(by_panel.values(), 2):
        for one, other in product(mine, yours):
            if not _share_a_quantity(one.service, other.service):
                continue
            score = _score(one, other)
            if score >= LEAST_SCORE:
                yield Suggestion(one, other, score)


def _share_a_quantity(one: Service, other: Service) -> bool:
    return max(one.minimum, other.minimum) <= min(one.maximum, other.maximum)


def _score(one: Listed, other: Listed) -> float:
    # Forty modules, and only owners ask.
    from rapidfuzz import fuzz  # noqa: PLC0415

    return fuzz.token_sort_ratio(_wording(one), _wording(other))


def _wording(it: Listed) -> str:
    words = it.words
    said = (words.goods, words.targets, words.qualities, words.countries)
    return " ".join((it.platform.lower(), *(word for part in said for word in part), *words.rest))
