"""An order goes on to another panel before it was bought: how its history says so."""

import re
from dataclasses import dataclass

_NOTE = re.compile(r"panel (\d+) -> panel (\d+)(?:: (.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reroute:
    """An order is bought at another panel than before; both by our numbers.

    Attributes:
        why: not at the former one: an `Unfit`, or what is known of its refusal; empty: the other
            one is tried before it.
    """

    before: int
    after: int
    why: str = ""

    @property
    def note(self) -> str:
        """Return what the order's history says of it."""
        return f"panel {self.before} -> panel {self.after}" + (f": {self.why}" if self.why else "")


def reroute_in(note: str) -> Reroute | None:
    """Return the reroute that an entry of an order's history tells of, if it does."""
    found = _NOTE.fullmatch(note)
    return None if found is None else Reroute(int(found[1]), int(found[2]), found[3] or "")
