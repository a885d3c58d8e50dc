"""Several panels at once: each with a name, a dialect, a key, a currency and a list of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.sandbox.panel.catalogue import make_services
from bot.sandbox.panel.dialects import PRESETS, Dialect
from bot.sandbox.panel.offers import Offer, at_prices, in_brackets, in_sentences
from bot.sandbox.panel.server import SandboxPanel


@dataclass(frozen=True)
class Profile:
    """What sets a panel apart from the others.

    Attributes:
        family: whose dialect it speaks, of `PRESETS`.
        factor: how many times the first panel's prices its own are, in its own currency.
        offers: returns what its list begins with; the friendly services if there is nothing.
    """

    name: str
    family: str
    factor: Decimal = Decimal(1)
    currency: str = "USD"
    offers: Callable[[], tuple[Offer, ...]] = tuple

    @property
    def key(self) -> str:
        """Return the key of its account."""
        return f"{self.name.lower()}-sandbox-key"

    @property
    def dialect(self) -> Dialect:
        """Return how it speaks."""
        return PRESETS[self.family]

    @property
    def settings(self) -> dict[str, str]:
        """Return what a bot has to be told of the dialect, beside address and key."""
        dialect, found = self.dialect, {}
        if dialect.cancel != "orders":
            found["PROVIDER_CANCEL_PARAM"] = dialect.cancel
        if dialect.requires_request_id:
            found["PROVIDER_REQUEST_ID_PARAM"] = "request_id"
        if dialect.currency:  # a sign, which does not say whose
            found["PROVIDER_CURRENCY"] = self.currency
        return found

    def services(self, size: int, seed: int) -> list[dict[str, Any]]:
        """Return its list: the same seed draws the same."""
        first = [offer.service for offer in self.offers()]
        return at_prices(make_services(size, seed, first), self.factor)


PROFILES = (
    Profile("Alder", "perfectpanel"),
    Profile("Birch", "lara", Decimal("1.15"), offers=in_brackets),
    Profile("Cedar", "rent", Decimal("0.80"), "EUR", in_sentences),
    Profile("Dogwood", "smart", Decimal("1.30"), offers=in_brackets),
    Profile("Elm", "mongo", Decimal("0.95"), offers=in_sentences),
    Profile("Fir", "notp", Decimal("1.05"), offers=in_brackets),
    Profile("Ginkgo", "cmsnt", Decimal(25_000), "VND", in_sentences),
    Profile("Hazel", "foll", Decimal("1.20"), offers=in_brackets),
    Profile("Ivy", "wrapped", Decimal(85), "INR", in_sentences),
    Profile("Juniper", "prefixed", Decimal("1.10"), offers=in_brackets),
)
"""A panel of each script family, in the order in which they are started."""


def several(
    count: int,
    *,
    profiles: Sequence[Profile] = PROFILES,
    port: int = 0,
    size: int = 300,
    **options: Any,
) -> list[SandboxPanel]:
    """Return the first `count` panels; all number their orders from 1.

    Args:
        port: of the first one, the others follow on the next; 0: each has any.
        size: how many services each sells.
        options: of `SandboxPanel`, for all of them.
    """
    return list(_panels(profiles[:count], port, size, options))


def _panels(
    profiles: Sequence[Profile], port: int, size: int, options: dict[str, Any]
) -> Iterator[SandboxPanel]:
    for number, profile in enumerate(profiles):
        own = {
            "name": profile.name,
            "key": profile.key,
            "dialect": profile.dialect,
            "currency": profile.currency,
            "services": profile.services(size, seed=number + 1),
            "balance": 100 * profile.factor,
            "first_number": 1,
            "seed": number + 1,
            "port": port + number if port else 0,
        }
        yield SandboxPanel(**{**own, **options})
