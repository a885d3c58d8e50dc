"""From which panel a service is bought: which of its sources are tried, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.orders.rules.measures import Measures

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

    HELD = "held"  # the panel is paused, or takes no orders at present
    STALE = "stale"  # its list was not read for long: nobody knows what it costs
    QUANTITY = "quantity"  # outside its limits
    FUNDS = "funds"  # the balance there is too small
    MARGIN = "margin"  # it costs so much that the price would be below the floor


@dataclass(frozen=True, slots=True)
class Source:
    """A service of a panel, as which a service of ours can be bought.

    Attributes:
        service_id: our number of it.
        rate: what the panel takes, in the currency of the price.
        is_open: orders go there; `is_fresh`: its list was read lately.
        affords: the balance there is enough for the order; `None`: nobody knows.
        measures: what was measured of it here; `None`: too little is known.
    """

    service_id: int
    panel_id: int
    rate: Decimal
    minimum: int
    maximum: int
    is_open: bool = True
    is_fresh: bool = True
    affords: bool | None = None
    measures: Measures | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks of a source.

    Attributes:
        quantity: of one run.
        rate: that was confirmed: what the person pays, or the operator.
        least_margin: the part of the cost that has to be left at least; 0.1 is 10 %.
        beside: the panel of an open order for the same link, if there is one: two panels at
            one link miscount each other's work.
    """

    quantity: int
    rate: Decimal
    least_margin: Decimal = Decimal(0)
    beside: int | None = None


def unfit(source: Source, terms: Terms) -> Unfit | None:
    """Return why a source cannot take an order; `None` if it can."""
    checks = (
        (not source.is_open, Unfit.HELD),
        (not source.is_fresh, Unfit.STALE),
        (not source.minimum <= terms.quantity <= source.maximum, Unfit.QUANTITY),
        (source.affords is False, Unfit.FUNDS),
        (terms.rate < source.rate * (1 + terms.least_margin), Unfit.MARGIN),
    )
    return next((why for applies, why in checks if applies), None)


def ranked(sources: Iterable[Source], preference: Preference, terms: Terms) -> list[Source]:
    """Return the sources that can take an order, in the order in which they are tried.

    Args:
        sources: as owners have put them; of equal ones the first stays first.
    """
    fit = [it for it in sources if unfit(it, terms) is None]
    in_order = _ORDERS[preference](fit)
    return sorted(in_order, key=lambda it: it.panel_id != terms.beside)


def _cheapest(sources: Sequence[Source]) -> list[Source]:
    return sorted(sources, key=lambda it: it.rate)


def _best(sources: Sequence[Source]) -> list[Source]:
    return sorted(_cheapest(sources), key=_quality)


def _quality(source: Source) -> tuple[float, ...]:
    """Return what is the smaller the better; times count in powers of two."""
    found = source.measures
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
