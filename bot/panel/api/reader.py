"""The tolerant reader: answers of any panel of the family, as plain values.

Nothing here raises for the shape of what a panel sent; what cannot be read is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.panel.api.answers import Found
from bot.panel.api.order_numbers import number_of
from bot.panel.api.values import decimal_of, int_of, text_of
from bot.panel.rules.statuses import RefillState, StatusReport, order_state, refill_state

_STARTS = ("start_count", "startcount", "start")
_REMAINS = ("remains", "remain", "remaining", "count_remain", "countremain")


@dataclass(frozen=True, slots=True)
class Placed:
    """An accepted order."""

    order_id: str
    charge: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RefillReport:
    """What a panel said of a refill; `state` is `None` for an unheard-of word."""

    word: str
    state: RefillState | None


def placed_of(found: Found) -> Placed:
    """Return the accepted order that an answer names."""
    said, currency = found.part, text_of(found.part.get("currency"))
    return Placed(found.number or "", decimal_of(said.get("charge")), currency or None)


def status_of(found: Found) -> StatusReport:
    """Return what was said of one order."""
    said = found.part
    word = text_of(said["status"])
    return StatusReport(
        word=word,
        state=order_state(word),
        charge=decimal_of(said.get("charge")),
        start_count=int_of(_first(said, _STARTS)),
        remains=int_of(_first(said, _REMAINS), exact=True),
        currency=text_of(said.get("currency")) or None,
        posts=int_of(said.get("posts")),
        children=tuple(_ids(said.get("orders"))),
    )


def _first(said: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((said[name] for name in names if said.get(name) is not None), None)


def _ids(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        order_id = number_of(item)
        if order_id is not None:
            yield order_id


def refill_of(found: Found) -> RefillReport:
    """Return how a refill stands."""
    word = text_of(found.part["status"])
    return RefillReport(word, refill_state(word))
