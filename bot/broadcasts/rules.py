"""Broadcasts: what may be done with them when, what they say, to whom they go, their links."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.errors import N_, InputError
from bot.core.telegram.buttons import digest_of

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
class Content:
    """What every chat gets.

    Attributes:
        text: of a photo its caption.
        entities: how it is formatted, as Telegram has it.
        photo: Telegram's file id.
        links: the label and URL of each button.
    """

    text: str
    entities: list[dict[str, Any]]
    photo: str | None
    links: list[list[str]]

    def __bool__(self) -> bool:
        return bool(self.text) or self.photo is not None


@dataclass(frozen=True, slots=True)
class Audience:
    """Which chats get it.

    Attributes:
        language: empty: all.
        days: how lately a chat was active; 0: whenever.
    """

    kind: Kind = Kind.ALL
    language: str = ""
    days: int = 0


def digest(content: Content, audience: Audience | None = None) -> str:
    """Return what stands for what a draft's button was shown with: the message, or also to whom.

    The choices are made below one preview, one after the other; what is sent is all of it.
    """
    said = [content.text, content.entities, content.photo, content.links]
    if audience is None:
        return digest_of(said)
    return digest_of(said, audience.kind, audience.language, audience.days)


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
        raise InputError(N_("You can add at most {most} buttons."), {"most": MOST_LINKS})
    return [_link(line) for line in lines]


def _link(line: str) -> Link:
    found = _LINE.fullmatch(line)
    if found is None or len(found["label"]) > LONGEST_LABEL or len(found["url"]) > LONGEST_LINK:
        raise InputError(
            N_(
                "This line is not a button: {line}. Write it like this: Our site - "
                "https://example.com"
            ),
            {"line": line[:LONGEST_LABEL]},
        )
    return Link(found["label"], found["url"])
