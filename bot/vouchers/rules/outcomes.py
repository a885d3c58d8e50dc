"""What comes of a code that somebody sends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What comes of it; nothing is added but by the first."""

    REDEEMED = "redeemed"
    UNKNOWN = "unknown"  # there is no such code
    USED_UP = "used_up"
    OVER = "over"  # stopped, or past its day
    AGAIN = "again"  # this person has redeemed it
    PAUSED = "paused"  # too many wrong ones: nothing was looked up
    CURRENCY = "currency"  # of another currency than the wallets have now


@dataclass(frozen=True, slots=True)
class Redeeming:
    """What came of a code.

    Attributes:
        units: what was added, now or before.
        until: no code is looked up before.
    """

    outcome: Outcome
    units: int = 0
    until: datetime | None = None
