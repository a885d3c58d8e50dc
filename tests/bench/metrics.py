"""What a bench measures, and how it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of the table: a ratio has a target."""

    name: str
    value: str
    target: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the sorted values do not exceed."""
    return values[min(int(len(values) * share), len(values) - 1)]
