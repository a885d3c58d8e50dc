"""Links: read as people paste them, tidied, told apart, compared with what a service needs."""

from bot.orders.links.kinds import LinkKind
from bot.orders.links.matching import Mismatch, Suitability, may_hold, mismatch, suits
from bot.orders.links.parse import (
    LinksInText,
    UnsureLinkError,
    check_whole,
    links_in,
    parse_link,
)
from bot.orders.links.payloads import packed, unpacked
from bot.orders.links.service_links import ExpectedLink, expected_link
from bot.orders.links.targets import Target, describe, link_key, tidy_link

__all__ = [
    "ExpectedLink",
    "LinkKind",
    "LinksInText",
    "Mismatch",
    "Suitability",
    "Target",
    "UnsureLinkError",
    "check_whole",
    "describe",
    "expected_link",
    "link_key",
    "links_in",
    "may_hold",
    "mismatch",
    "packed",
    "parse_link",
    "suits",
    "tidy_link",
    "unpacked",
]
