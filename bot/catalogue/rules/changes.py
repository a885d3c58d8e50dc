"""What a panel's list changes in the stored one, and what of that is news to owners."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.catalogue.rules.catalogue import platform_of
from bot.catalogue.rules.positions import place
from bot.catalogue.rules.services import Service


@dataclass(frozen=True, slots=True)
class StoredCategory:
    """A category as it is stored; `id` is 0 before that.

    Attributes:
        is_settled: a panel that comes before has it, too: it stays as that one's list has it.
    """

    id: int
    name: str
    platform: str
    position: int
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class StoredService:
    """A service as it is stored; one that `is_gone` was on the list once, and may come back."""

    service: Service
    position: int
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class StoredList:
    """All that is stored of the panel's list, gone services too.

    Attributes:
        version: of the catalogue, by which a change in between is noticed.
    """

    version: int
    categories: Sequence[StoredCategory] = ()
    services: Sequence[StoredService] = ()

    @property
    def is_stocked(self) -> bool:
        """Return whether anything is on sale."""
        return any(not it.is_gone for it in self.services)


FALL = 10
"""A service that costs so many times less than before has fallen in price."""


class News(StrEnum):
    """A change of a service that owners hear of."""

    NEW = "new"
    GONE = "gone"
    BACK = "back"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    LIMITS = "limits"


class Headline(NamedTuple):
    """One piece of news; of what is new or gone, what was and what is are the same.

    Attributes:
        id: the panel's.
        rate: before and after, as texts, so that all of it can be kept as JSON.
        minimum: before and after; `maximum` likewise.
    """

    news: str
    id: str
    name: str
    category: str
    rate: tuple[str, str]
    minimum: tuple[int, int]
    maximum: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is to write; nothing of what stays as it is.

    Attributes:
        categories: new ones, and those that are elsewhere or on another platform now.
        new: services with their positions.
        changed: those of which the panel tells something else now, or which are back: as they
            were, as they are, and their positions.
        moved: our numbers of services with their new positions.
        gone: services that are not on the list any more.
        kept: how many services are on both lists; of these, `fallen` have fallen in price.
    """

    categories: Sequence[StoredCategory] = ()
    new: Sequence[tuple[Service, int]] = ()
    changed: Sequence[tuple[Service, Service, int]] = ()
    moved: Sequence[tuple[int, int]] = ()
    gone: Sequence[Service] = ()
    headlines: Sequence[Headline] = ()
    kept: int = 0
    fallen: int = 0

    @property
    def is_price_fall(self) -> bool:
        """Return whether half of what stays has fallen in price: as in another currency, say."""
        return self.fallen > 0 and self.fallen * 2 >= self.kept

    def __bool__(self) -> bool:
        return any((self.categories, self.new, self.changed, self.moved, self.gone))


def compare(stored: StoredList, services: Sequence[Service]) -> Changes:
    """Return what makes the stored list equal to `services`, the panel's, in its order.

    Of equal ids the first counts.
    """
    listed: dict[str, Service] = {}
    for service in services:
        listed.setdefault(service.id, service)
    known = {it.service.id: it for it in stored.services}
    new: list[tuple[Service, int]] = []
    changed: list[tuple[Service, Service, int]] = []
    moved: list[tuple[int, int]] = []
    positions = place([_position(known.get(key)) for key in listed])
    for service, position in zip(listed.values(), positions, strict=True):
        old = known.get(service.id)
        if old is None:
            new.append((service, position))
        elif old.is_gone or old.service != service:
            changed.append((old.service, service, position))
        elif old.position != position:
            moved.append((old.service.key, position))
    gone = [it.service for it in stored.services if not it.is_gone and it.service.id not in listed]
    headlines = [
        *(_headline(News.NEW, service, service) for service, _ in new),
        *(_headline(News.GONE, service, service) for service in gone),
        *(line for _, service, _ in changed for line in _changes_of(known[service.id], service)),
    ]
    return Changes(
        _categories(stored, listed.values()),
        new,
        changed,
        moved,
        gone,
        headlines,
        kept=sum(not it.is_gone and it.service.id in listed for it in stored.services),
        fallen=sum(
            _has_fallen(before.rate, after.rate) and not known[after.id].is_gone
            for before, after, _ in changed
        ),
    )


def _has_fallen(before: Decimal, after: Decimal) -> bool:
    return after < before and after * FALL <= before


def _position(known: StoredService | None) -> int | None:
    return None if known is None or known.is_gone else known.position


def _changes_of(old: StoredService, after: Service) -> Iterator[Headline]:
    before = old.service
    if old.is_gone:
        yield _headline(News.BACK, after, after)
        return
    if before.rate != after.rate:
        dearer = after.rate > before.rate
        yield _headline(News.DEARER if dearer else News.CHEAPER, before, after)
    if (before.minimum, before.maximum) != (after.minimum, after.maximum):
        yield _headline(News.LIMITS, before, after)


def _headline(news: News, before: Service, after: Service) -> Headline:
    return Headline(
        news.value,
        after.id,
        after.name,
        after.category,
        (str(before.rate), str(after.rate)),
        (before.minimum, after.minimum),
        (before.maximum, after.maximum),
    )


def _categories(stored: StoredList, services: Iterable[Service]) -> list[StoredCategory]:
    known = {category.name: category for category in stored.categories}
    settled = {category.name for category in stored.categories if category.is_settled}
    first: dict[str, Service] = {}
    for service in services:
        if service.category not in settled:
            first.setdefault(service.category, service)
    positions = place([known[name].position if name in known else None for name in first])
    found = (
        StoredCategory(
            known[name].id if name in known else 0,
            name,
            platform_of(name, service.name),
            position,
        )
        for (name, service), position in zip(first.items(), positions, strict=True)
    )
    return [category for category in found if category != known.get(category.name)]
