"""How the calls of the panel went in the last minutes: in one process, and in all together."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

RECENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of the last minutes.

    Attributes:
        at: the end of those minutes.
        errors: calls without a usable answer; a refusal in words is one.
        milliseconds: half of the calls took at most so long.
        error: the latest error; empty if there was none.
    """

    at: datetime
    count: int
    errors: int
    milliseconds: int
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for storing."""
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Calls":
        """Return what was stored."""
        return cls(**{**stored, "at": datetime.fromisoformat(stored["at"])})


def recent(stored: Mapping[str, Mapping[str, Any]], now: datetime) -> dict[str, Calls]:
    """Return what processes have reported in the last minutes, by process."""
    found = {process: Calls.of(it) for process, it in stored.items()}
    return {process: calls for process, calls in found.items() if now - calls.at < RECENT}


def combined(found: Iterable[Calls]) -> Calls | None:
    """Return the calls of several processes as one; `None` if there were no calls."""
    busy = [calls for calls in found if calls.count]
    if not busy:
        return None
    count = sum(calls.count for calls in busy)
    newest = max(busy, key=lambda calls: (bool(calls.error), calls.at))
    return Calls(
        at=max(calls.at for calls in busy),
        count=count,
        errors=sum(calls.errors for calls in busy),
        milliseconds=sum(calls.milliseconds * calls.count for calls in busy) // count,
        error=newest.error,
    )
