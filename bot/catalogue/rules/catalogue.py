"""The catalogue in memory: platforms, categories and services in the panel's own order."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.catalogue.rules.platforms import platforms_in
from bot.catalogue.rules.services import Service

OTHER = "Other"


def platform_of(category: str, service_name: str) -> str:
    """Return the platform that a category is about, by its name or by that of a service in it.

    Styled letters (`𝗜𝗻𝘀𝘁𝗮`) are read as plain ones; what names no platform is `Other`.
    """
    return next(iter(platforms_in(category) or platforms_in(service_name)), OTHER)


class Kind(StrEnum):
    """What a catalogue is made of."""

    CATEGORY = "category"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Category:
    """A category with the services on sale in it, of which there is at least one.

    Attributes:
        pinned: operators want it before others.
    """

    id: int
    name: str
    platform: str
    services: Sequence[Service]
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """A category or service that operators keep out of the catalogue, by our number."""

    kind: Kind
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform with its categories; `id` is that of the first one."""

    name: str
    categories: Sequence[Category]

    @property
    def id(self) -> int:
        """Return a number that stands for it on buttons."""
        return self.categories[0].id

    @property
    def size(self) -> int:
        """Count the services."""
        return sum(len(category.services) for category in self.categories)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything on sale, as it was at one moment; it never changes.

    Attributes:
        version: grows with each change of the stored catalogue.
        currency: of the prices.
        hidden: what the panel sells besides; it is nowhere else in here.
    """

    version: int = -1
    currency: str = ""
    categories: Sequence[Category] = ()
    platforms: Sequence[Platform] = ()
    hidden: Sequence[Hidden] = ()
    _category: Mapping[int, Category] = field(default_factory=dict, repr=False)
    _service: Mapping[int, tuple[Service, Category]] = field(default_factory=dict, repr=False)
    _by_id: Mapping[str, Service] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        version: int,
        currency: str,
        categories: Iterable[Category],
        hidden: Sequence[Hidden] = (),
    ) -> "Catalogue":
        """Return the catalogue of these categories, in their order."""
        found = tuple(categories)
        by_platform: dict[str, list[Category]] = {}
        for category in found:
            by_platform.setdefault(category.platform, []).append(category)
        return cls(
            version,
            currency,
            found,
            tuple(Platform(name, tuple(its)) for name, its in by_platform.items()),
            hidden,
            {category.id: category for category in found},
            {it.key: (it, category) for category in found for it in category.services},
            {it.shown_id.casefold(): it for category in found for it in category.services}
            | {it.shown_id: it for category in found for it in category.services},
        )

    def only(self, ids: Container[int]) -> "Catalogue":
        """Return the catalogue with no other categories than these."""
        kept = (category for category in self.categories if category.id in ids)
        return Catalogue.of(self.version, self.currency, kept, self.hidden)

    def of_platform(self, name: str | None) -> Sequence[Category]:
        """Return the categories of a platform; all of them for `None`."""
        if name is None:
            return self.categories
        return next((it.categories for it in self.platforms if it.name == name), ())

    def category(self, category_id: int) -> Category | None:
        """Return a category by its id."""
        return self._category.get(category_id)

    def service(self, key: int) -> Service | None:
        """Return a service by our number for it; `None` if it is not on sale (any more)."""
        found = self._service.get(key)
        return found[0] if found else None

    def with_id(self, shown_id: str) -> Service | None:
        """Return a service on sale by the ID that people see, in capitals or not."""
        return self._by_id.get(shown_id) or self._by_id.get(shown_id.casefold())

    def category_of(self, key: int) -> Category | None:
        """Return the category that a service is in."""
        found = self._service.get(key)
        return found[1] if found else None
