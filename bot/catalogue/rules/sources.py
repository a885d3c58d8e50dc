"""From which panel a service is bought: which of its sources are tried, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.orders.rules.service_metrics import ServiceMetrics

LEAST_COMPARED = 10
"""By fewer orders nobody can say that a source is better than another."""
_BANDS = 20
"""Shares are compared in steps of 5 %: less is chance."""
_NOT_KNOWN = _BANDS // 2
"""Where a source stands that is not measured: before those that fail more often than not."""


class Preference(StrEnum):
    """Which of a service's sources is tried first."""

    CHEAPEST = "cheapest"
    BEST = "best"  # by what was measured here; where nothing is, the cheapest
    FIXED = "fixed"  # as owners have put them


class Unfit(StrEnum):
    """Why a source cannot take an order."""

    GONE = "gone"  # it is not on the panel's list, or the panel is not worked with
    CHANGED = "changed"  # another service has its number now: owners have merged something else
    REFUSED = "refused"  # it has refused this order before
    HELD = "held"  # the panel, or the service there, takes no orders at present
    STALE = "stale"  # its list was not read for long: nobody knows what it costs
    LIMITS = "limits"  # its limits or its fields do not suit the order
    FUNDS = "funds"  # the balance there is too small
    DEARER = "dearer"  # it costs so much that the price would be below the floor


FOR_NOW = frozenset({Unfit.HELD, Unfit.STALE, Unfit.FUNDS})
"""What is over by itself, or by a deposit: an order can wait for it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A service of a panel, as which an order can be bought, or why it cannot.

    Attributes:
        service_id: our number of it.
        rate: what the panel takes, in the catalogue's currency.
        metrics: what was measured of it here; `None`: too little is known.
        unfit: `None`: it can take the order.
    """

    service_id: int
    panel_id: int
    rate: Decimal
    metrics: ServiceMetrics | None = None
    unfit: Unfit | None = None


def ranked(
    sources: Iterable[Source], preference: Preference, *, beside: int | None = None
) -> list[Source]:
    """Return the sources that can take an order, in the order in which they are tried.

    Args:
        sources: as owners have put them; of equal ones the first stays first.
        beside: the panel of an open order for the same link, if there is one: two panels at one
            link miscount each other's work.
    """
    in_order = _ORDERS[preference]([it for it in sources if it.unfit is None])
    return sorted(in_order, key=lambda it: it.panel_id != beside)


def _cheapest(sources: Sequence[Source]) -> list[Source]:
    return sorted(sources, key=lambda it: it.rate)


def _best(sources: Sequence[Source]) -> list[Source]:
    return sorted(_cheapest(sources), key=_quality)


def _quality(source: Source) -> tuple[float, ...]:
    """Return what is the smaller the better; times count in powers of two."""
    found = source.metrics
    if found is None or found.orders < LEAST_COMPARED:
        return (-_NOT_KNOWN,)
    minutes = 0 if found.end is None else int(found.end.total_seconds()) // 60
    return (
        -round(found.completed * _BANDS),
        round(found.canceled * _BANDS),
        minutes.bit_length(),
    )


_ORDERS: Mapping[Preference, Callable[[Sequence[Source]], list[Source]]] = {
    Preference.CHEAPEST: _cheapest,
    Preference.BEST: _best,
    Preference.FIXED: list,
}
