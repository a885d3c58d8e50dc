"""What operators override in the catalogue: what is hidden, renamed, moved or pinned.

The buttons are asked first, then the file, then the panel: each may leave a question open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.catalogue.rules.catalogue import Category, Hidden, Kind
from bot.catalogue.rules.services import Service

LAST = 1_000_000
"""From this place on something comes last, however long the list gets."""
LONGEST_NAME = 200

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody wants of a category or service; `None` says nothing about it.

    Attributes:
        hidden: not listed, not found, not to be ordered.
        name: an own name; empty is the panel's.
        place: from 1, among all of its kind beside it that are pinned, or are not, as it is;
            0 is the panel's.
        pinned: before everything that is not.
    """

    hidden: bool | None = None
    name: str | None = None
    place: int | None = None
    pinned: bool | None = None

    def over(self, other: "Override") -> "Override":
        """Return what holds if this is asked first, and `other` of what it leaves open."""
        return Override(
            other.hidden if self.hidden is None else self.hidden,
            other.name if self.name is None else self.name,
            other.place if self.place is None else self.place,
            other.pinned if self.pinned is None else self.pinned,
        )


UNCHANGED = Override()
"""Nobody wants anything of it."""


@dataclass(frozen=True, slots=True)
class FileOverrides:
    """The overrides of the file: of categories by the panel's names, of services by its ids."""

    categories: Mapping[str, Override] = field(default_factory=dict)
    services: Mapping[str, Override] = field(default_factory=dict)


NO_OVERRIDES = FileOverrides()


@dataclass(frozen=True, slots=True)
class Overrides:
    """All overrides: those of the buttons by kind and our number."""

    file: FileOverrides
    buttons: Mapping[tuple[Kind, int], Override]

    def __bool__(self) -> bool:
        return bool(self.buttons or self.file.categories or self.file.services)

    def of_category(self, number: int, name: str) -> Override:
        """Return the override of a category, by our number and the panel's name."""
        return self._of(Kind.CATEGORY, number, self.file.categories.get(name))

    def of_service(self, number: int, shown_id: str) -> Override:
        """Return the override of a service, by our number and the ID that people see."""
        return self._of(Kind.SERVICE, number, self.file.services.get(shown_id))

    def _of(self, kind: Kind, number: int, by_file: Override | None) -> Override:
        by_buttons = self.buttons.get((kind, number))
        if by_buttons is None or by_file is None:
            return by_buttons or by_file or UNCHANGED
        return by_buttons.over(by_file)


def arrange(items: Sequence[tuple[Item, Override]]) -> list[Item]:
    """Return items in their places: pinned ones first; what has no place keeps its order."""
    pinned = [it for it in items if it[1].pinned]
    return [*_placed(pinned), *_placed([it for it in items if not it[1].pinned])]


def _placed(items: Sequence[tuple[Item, Override]]) -> list[Item]:
    found = [item for item, override in items if not override.place]
    placed = [(override.place, item) for item, override in items if override.place]
    last = -1
    for place, item in sorted(placed, key=lambda it: it[0]):
        last = min(max(place - 1, last + 1), len(found))
        found.insert(last, item)
    return found


def override(
    categories: Iterable[Category], overrides: Overrides
) -> tuple[Sequence[Category], Sequence[Hidden]]:
    """Return the panel's categories as the operators want them, and what they hide."""
    if not overrides:
        return tuple(categories), ()
    hidden: list[Hidden] = []
    shown: list[tuple[Category, Override]] = []
    for category in categories:
        its = overrides.of_category(category.id, category.name)
        name = its.name or category.name
        if its.hidden:
            hidden.append(Hidden(Kind.CATEGORY, category.id, name))
            continue
        services = _services(category, name, overrides, hidden)
        if services:
            changed = replace(category, name=name, services=services, pinned=bool(its.pinned))
            shown.append((changed, its))
    return _within_platforms(shown), hidden


def _services(
    category: Category, name: str, overrides: Overrides, hidden: list[Hidden]
) -> Sequence[Service]:
    """Return the services that are shown of a category, which is called `name` now."""
    shown: list[tuple[Service, Override]] = []
    for service in category.services:
        its = overrides.of_service(service.key, service.shown_id)
        if its.hidden:
            hidden.append(Hidden(Kind.SERVICE, service.key, its.name or service.name))
        elif its is UNCHANGED and name == category.name:
            shown.append((service, its))
        else:
            called = its.name or service.name
            pinned = bool(its.pinned)
            shown.append((replace(service, name=called, category=name, pinned=pinned), its))
    return tuple(arrange(shown))


def _within_platforms(shown: Sequence[tuple[Category, Override]]) -> Sequence[Category]:
    """Return the categories of each platform in their places; platforms stay where they are."""
    of_platform: dict[str, list[tuple[Category, Override]]] = {}
    for category, its in shown:
        of_platform.setdefault(category.platform, []).append((category, its))
    arranged = {name: iter(arrange(its)) for name, its in of_platform.items()}
    return tuple(next(arranged[category.platform]) for category, _ in shown)
