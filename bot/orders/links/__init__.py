"""Links: read as people paste them, tidied, told apart, compared with what a service wants."""

from bot.orders.links.kinds import KIND_LABELS, LinkKind
from bot.orders.links.parse import (
    LinksInText,
    Target,
    UnsureLinkError,
    check_whole,
    describe,
    link_key,
    links_in,
    parse_link,
    tidy_link,
)
from bot.orders.links.payloads import packed, unpacked
from bot.orders.links.service_links import (
    Mismatch,
    Suitability,
    Wanted,
    may_hold,
    mismatch,
    suits,
    wanted_link,
)

__all__ = [
    "KIND_LABELS",
    "LinkKind",
    "LinksInText",
    "Mismatch",
    "Suitability",
    "Target",
    "UnsureLinkError",
    "Wanted",
    "check_whole",
    "describe",
    "link_key",
    "links_in",
    "may_hold",
    "mismatch",
    "packed",
    "parse_link",
    "suits",
    "tidy_link",
    "unpacked",
    "wanted_link",
]
