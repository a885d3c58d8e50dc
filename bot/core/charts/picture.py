"""What a picture shows, as plain data: every number has its text already."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LINES = 3
"""So many lines a scale has, about, above its zero."""
_STEPS = (1, 2, 2.5, 5, 10)


class Tone(StrEnum):
    """What a colour stands for."""

    ORDERS = "orders"
    MONEY = "money"
    GOOD = "good"
    PART = "part"
    OPEN = "open"
    UNCLEAR = "unclear"
    OFF = "off"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that stands out."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place: at a value of a scale, or under the bar of a number."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side.

    Attributes:
        scale: lines across, the highest last.
        below: what stands under some bars.
    """

    title: str
    tone: Tone
    values: Sequence[float]
    scale: Sequence[Mark]
    below: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a whole, from 0 to 1."""

    label: str
    share: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Rank:
    """A line of a list with a bar.

    Attributes:
        spare: stands for a name that no font can write.
        length: of the bar, from 0 to 1.
    """

    name: str
    spare: str
    length: float
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole in slices."""

    title: str
    slices: Sequence[Slice]


@dataclass(frozen=True, slots=True)
class Ranking:
    """A list, the largest first; `columns` says what its lines end with."""

    title: str
    columns: str
    ranks: Sequence[Rank]


Panel = Bars | Parts | Ranking


@dataclass(frozen=True, slots=True)
class Picture:
    """A sheet for a phone's screen.

    Attributes:
        mirrored: for languages that are written from right to left; time runs on to the right.
    """

    title: str
    subtitle: str
    tiles: Sequence[Tile]
    panels: Sequence[Panel]
    mirrored: bool = False


def scale(highest: float, *, whole: bool = False) -> list[float]:
    """Return round values from 0 to `highest` or a little more.

    Args:
        whole: only whole numbers, for what is counted.
    """
    if highest <= 0:
        return [0.0, 1.0]
    size = 10.0 ** math.floor(math.log10(highest / LINES))
    step = next(it * size for it in _STEPS if it * size * LINES >= highest * (1 - 1e-9))
    if whole:
        step = float(math.ceil(step))
    count = max(math.ceil(highest / step - 1e-9), 1)
    return [step * at for at in range(count + 1)]
