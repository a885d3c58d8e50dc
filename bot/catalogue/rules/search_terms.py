"""What is searched for, of what people write or send."""

from bot.catalogue.search.words import LONGEST_QUERY
from bot.core.errors import InputError
from bot.orders.links import describe, parse_link


def words_of(text: str) -> str:
    """Return what is to be found, in one line and visible; of a link it is the platform.

    Empty if nothing can be found by it.
    """
    link = link_in(text)
    if link is not None:
        target = describe(link)
        return target.platform or "" if target else ""
    seen = "".join(char for char in text if char.isprintable() or char.isspace())
    found = " ".join(seen.split())[:LONGEST_QUERY]
    return found if any(map(str.isalnum, found)) else ""  # a thumb up is no word


def link_in(text: str) -> str | None:
    """Return the link that a text is; words with a dot in them are none."""
    if "/" not in text or len(text.split()) > 1:
        return None
    try:
        return parse_link(text)
    except InputError:
        return None
