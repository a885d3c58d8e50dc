"""Links: read as people paste them, tidied, told apart, compared with what a service wants."""

from bot.orders.links.kinds import KIND_LABELS, LinkKind
from bot.orders.links.parse import (
    Target,
    UnsureLinkError,
    check_whole,
    describe,
    link_key,
    parse_link,
    tidy_link,
)
from bot.orders.links.service_links import Mismatch, Wanted, mismatch, wanted_link

__all__ = [
    "KIND_LABELS",
    "LinkKind",
    "Mismatch",
    "Target",
    "UnsureLinkError",
    "Wanted",
    "check_whole",
    "describe",
    "link_key",
    "mismatch",
    "parse_link",
    "tidy_link",
    "wanted_link",
]
