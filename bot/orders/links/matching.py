"""Whether a link is one that a service seems to want: for a warning that can be overruled."""

from dataclasses import dataclass
from enum import IntEnum

from bot.catalogue.rules.platforms import WEBSITES
from bot.catalogue.rules.services import Service
from bot.orders.links.kinds import LinkKind
from bot.orders.links.service_links import (
    FOR_ANY_SITE,
    PLATFORMS,
    ExpectedLink,
    Kinds,
    expected_link,
    kinds_of,
    platforms_of,
)
from bot.orders.links.targets import Target, describe

_HOLD_COMMENTS = kinds_of("post reel video short live")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A link that looks like none that the service takes."""

    found: Target
    expected: ExpectedLink

    @property
    def is_elsewhere(self) -> bool:
        """Whether the link is of another platform, not only of another kind."""
        return self.found.platform != self.expected.platform


def mismatch(link: str, expected: ExpectedLink) -> Mismatch | None:
    """Return how a link differs from what is expected; `None` where it need not differ."""
    found = describe(link)
    if found is None or expected.platform is None:
        return None
    if found.platform == expected.platform and _fits(found.kind, expected.kinds):
        return None
    return Mismatch(found, expected)


class Suitability(IntEnum):
    """How well a service suits a link."""

    NOT = 0
    MAYBE = 1  # nothing says that it does not
    WELL = 2  # it is for links of this kind


def may_hold(category: str, target: Target | None) -> bool:
    """Return whether a category may hold services for a link, by the platforms that it names."""
    named = platforms_of(category)
    if target is None or not named:
        return True
    return (target.platform or WEBSITES) in named


def suits(target: Target | None, service: Service, platform_of_category: str) -> Suitability:
    """Return how well a service suits the target of a link.

    Args:
        target: `None` where nothing is known of it: every service may suit then.
        platform_of_category: the platform that the service's category is of.
    """
    if target is None:
        return Suitability.MAYBE
    expected = expected_link(service)
    platform = expected.platform or (
        platform_of_category if platform_of_category in PLATFORMS else None
    )
    if target.platform is None and platform is None:
        is_for_sites = platform_of_category == WEBSITES or service.type in FOR_ANY_SITE
        return Suitability.WELL if is_for_sites else Suitability.MAYBE
    if target.platform != platform:
        return Suitability.WELL if target.platform == platform_of_category else Suitability.NOT
    if target.kind in expected.kinds:
        return Suitability.WELL
    return Suitability.MAYBE if _fits(target.kind, expected.kinds) else Suitability.NOT


def _fits(kind: LinkKind | None, expected: Kinds) -> bool:
    if kind is None or not expected or kind in expected:
        return True
    return kind is LinkKind.COMMENT and not expected.isdisjoint(_HOLD_COMMENTS)
