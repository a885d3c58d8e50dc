"""News for many chats: what may be done with them when, to whom they go, buttons with links."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import N_, InputError

MOST_LINKS = 10
LONGEST_LABEL = 64
LONGEST_LINK = 2000
_LINE = re.compile(r"(?P<label>.+?)\s*[-–—|]\s*(?P<url>(?:https?|tg)://\S+)", re.IGNORECASE)
_NONE = frozenset({"-", "–", "—"})


class BroadcastState(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"  # being composed; nobody but its owner has seen it
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # by an owner; who has not got it by then never will
    DONE = "done"


TURNS: dict[BroadcastState, frozenset[BroadcastState]] = {
    BroadcastState.RUNNING: frozenset({BroadcastState.PAUSED}),
    BroadcastState.PAUSED: frozenset({BroadcastState.RUNNING, BroadcastState.STOPPED}),
}
"""What an owner may do with one that is under way; a pause comes before the stop, for good."""

UNDER_WAY = frozenset(TURNS)


class Kind(StrEnum):
    """Which chats an audience is made of."""

    ALL = "all"
    PRIVATE = "private"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a link."""

    label: str
    url: str


def read_links(text: str) -> list[Link]:
    """Read buttons, one a line: `Label - https://...`; a dash alone means none.

    Raises:
        InputError: a line is none, or there are too many.
    """
    if text.strip() in _NONE:
        return []
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    if len(lines) > MOST_LINKS:
        raise InputError(N_("At most {most} buttons, please."), {"most": MOST_LINKS})
    return [_link(line) for line in lines]


def _link(line: str) -> Link:
    found = _LINE.fullmatch(line)
    if found is None or len(found["label"]) > LONGEST_LABEL or len(found["url"]) > LONGEST_LINK:
        raise InputError(
            N_("This line is no button: {line}. Write it like: Our site - https://example.com"),
            {"line": line[:LONGEST_LABEL]},
        )
    return Link(found["label"], found["url"])
