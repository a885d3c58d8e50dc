"""What owners say to people in their own words."""

import re
from enum import StrEnum


class OwnTextKind(StrEnum):
    """Where a text of the owners stands."""

    GREETING = "greeting"  # at /start
    SUPPORT = "support"  # at /support
    TERMS = "terms"  # at /terms, where customers pay


LONGEST = {OwnTextKind.GREETING: 1000, OwnTextKind.SUPPORT: 500, OwnTextKind.TERMS: 3000}
"""Characters."""
_CONTACT = re.compile(
    r"(?<![\w@./])(?:@|(?:https?://)?t\.me/)(?P<name>[A-Za-z][A-Za-z0-9_]{4,31})(?![\w/]|\.\w)"
)
_PAGE = re.compile(r"https?://[^\s<>\"]+")


def contact_in(text: str) -> str:
    """Return the link that a text says to write to: a `@name`, or a page; empty: none."""
    found = _CONTACT.search(text)
    if found is not None:
        return f"https://t.me/{found['name']}"
    page = _PAGE.search(text)
    return page[0].rstrip(".,;:!?)") if page else ""
