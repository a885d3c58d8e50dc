"""Services of panels with another currency, at what they cost in the catalogue's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal

from bot.catalogue.rules.catalogue import Category
from bot.catalogue.rules.services import Origin, Service

_EXACT = Context(prec=200)
"""So many digits hold any product of a rate and an exchange rate."""


@dataclass(frozen=True, slots=True)
class Currencies:
    """In which currencies panels charge, and what those are in the catalogue's.

    Attributes:
        base: the catalogue's: that of the panel which the settings name.
        of_panel: by our numbers; empty: not known yet.
        exchange: a unit of each other one in `base`, with the number of the rate's row.
    """

    base: str
    of_panel: Mapping[int, str] = field(default_factory=dict)
    exchange: Mapping[str, tuple[int, Decimal]] = field(default_factory=dict)

    def convert(self, service: Service) -> Service | None:
        """Return a service with its rate in the catalogue's currency; `None`: nobody knows it."""
        own = self.of_panel.get(service.panel_id, "")
        if own == self.base:
            return service
        if own not in self.exchange:
            return None
        exchange_id, exchange_rate = self.exchange[own]
        rate = _EXACT.multiply(service.rate, exchange_rate)
        origin = Origin(service.rate, own, exchange_rate, exchange_id)
        return replace(service, rate=rate, origin=origin)


ALL_THE_SAME = Currencies("")
"""Where no panel charges in another currency than the catalogue's."""


def in_one_currency(categories: Iterable[Category], currencies: Currencies) -> Sequence[Category]:
    """Return categories with all rates in the catalogue's currency."""
    if set(currencies.of_panel.values()) == {currencies.base}:
        return tuple(categories)
    found = []
    for category in categories:
        converted = (currencies.convert(it) for it in category.services)
        services = tuple(it for it in converted if it is not None)
        if services:
            found.append(replace(category, services=services))
    return found
