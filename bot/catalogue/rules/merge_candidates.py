"""Which services owners are offered to sell as one, of what is on sale."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.similar import (
    Difference,
    Likeness,
    Listed,
    Suggestion,
    likeness,
    suggestions,
)

MOST_OFFERED = 8
Panels = Mapping[int, Collection[int]]
"""From which panels each merged service is bought, by our numbers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service of another panel that may be the same."""

    service: Service
    likeness: Likeness


def candidates(catalogue: Catalogue, service_id: int, merged: Panels) -> list[Candidate]:
    """Return the services most like one, at panels from which it is not bought yet."""
    mine, category = catalogue.service(service_id), catalogue.category_of(service_id)
    if mine is None or category is None:
        return []
    one = Listed.of(mine, category.platform)
    bought_from = merged.get(service_id, {mine.panel_id})
    found = [
        Candidate(it, likeness(one, Listed.of(it, beside.platform)))
        for beside in catalogue.of_platform(category.platform)
        for it in beside.services
        if it.panel_id not in bought_from and it.key not in merged
    ]
    likely = [it for it in found if _is_likely(it.likeness)]
    likely.sort(key=lambda it: (not it.likeness.is_enough, -it.likeness.score))
    return likely[:MOST_OFFERED]


def _is_likely(it: Likeness) -> bool:
    """Return whether owners may ask themselves if it is the same."""
    return it.is_enough or Difference.WORDS not in it.differences


def alike_in(catalogue: Catalogue) -> Sequence[Suggestion]:
    """Return which services of a catalogue could be sold as one, the likeliest first."""
    return suggestions(
        Listed.of(service, category.platform)
        for category in catalogue.categories
        for service in category.services
    )


def to_merge(found: Iterable[Suggestion], merged: Panels) -> list[Suggestion]:
    """Return the suggestions that can be followed; people would see the first of each two."""
    turned = (_merged_first(it, merged) for it in found)
    return [
        it
        for it in turned
        if it.other.service.key not in merged
        and it.other.panel_id not in merged.get(it.one.service.key, ())
    ]


def _merged_first(it: Suggestion, merged: Panels) -> Suggestion:
    """Return a suggestion with the merged service first, or that of the older panel."""
    one, other = sorted(
        (it.one, it.other), key=lambda its: (its.service.key not in merged, its.panel_id)
    )
    return Suggestion(one, other, it.score)
