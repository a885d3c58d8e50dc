"""What links lead to: the kinds, and how a table of sites tells them apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What is at the end of a link."""

    PROFILE = "profile"  # a person's or a company's page
    CHANNEL = "channel"  # also a public group of Telegram, whose links look the same
    GROUP = "group"
    INVITE = "invite"
    POST = "post"
    COMMENT = "comment"
    REEL = "reel"
    STORY = "story"
    VIDEO = "video"
    SHORT = "short"
    LIVE = "live"
    CLIP = "clip"
    PLAYLIST = "playlist"
    TRACK = "track"
    ALBUM = "album"
    ARTIST = "artist"
    SHOW = "show"
    EPISODE = "episode"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a site's links.

    Attributes:
        path: matches the whole path, without a slash at its end. Its groups tell one target from
            another; a group called `name` is the same in capitals.
        kind: `None` where it is none of ours, or cannot be known.
        params: what the query has to have; these tell one target from another, too.
        alike: a word; forms of a platform that share it lead by the same id to the same target.
    """

    path: re.Pattern[str]
    kind: LinkKind | None
    params: tuple[str, ...]
    alike: str

    def target(self, path: str, query: Mapping[str, str]) -> tuple[str, ...] | None:
        """Return what tells the link's target from others; `None` if it has not this form."""
        match = self.path.fullmatch(path)
        if match is None or not all(param in query for param in self.params):
            return None
        groups = [(name, text) for name, text in match.groupdict().items() if text]
        parts = [text.lower() if name == "name" else text for name, text in groups]
        return (*parts, *(query[param] for param in self.params))


def form(path: str, kind: LinkKind | None, *params: str, alike: str = "") -> Form:
    """Return a form; links of the same kind are alike unless told otherwise."""
    return Form(re.compile(path), kind, params, alike or kind or "")


@dataclass(frozen=True, slots=True)
class Site:
    """Hosts of a platform whose links have the same forms.

    Attributes:
        hosts: a host -> the one that stands for it, as links on the platform spell it.
        forms: the first that fits counts; without any, links may lead to whatever is there.
        tracking: pattern of parameters that say who shared a link, or from where.
        prefixes: pattern of what may stand before a host without changing what it means.
        keeps_fragment: what follows `#` tells targets apart.
    """

    platform: str
    hosts: Mapping[str, str]
    forms: tuple[Form, ...] = ()
    tracking: str = "(?!)"
    prefixes: str = "www|m|mobile"
    keeps_fragment: bool = False
