"""Links that open the bot at a service, for a link, or both; and how to share one.

`https://t.me/<bot>?start=s_123`, `?start=l_<base64url of the link>`, `?start=s_123-l_<...>`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from telegram.helpers import create_deep_linked_url

LONGEST = 64
"""Characters that `/start` carries (https://core.telegram.org/bots/features#deep-linking)."""
_START = re.compile(r"(?=.)(?:s_(?P<service>[0-9]{1,18}))?-?(?:l_(?P<link>[A-Za-z0-9_-]{2,}))?")


@dataclass(frozen=True, slots=True)
class Start:
    """What `/start` was sent for.

    Attributes:
        service: our number for it.
        link: as the link itself was written into it (bot/orders/links/payloads.py).
    """

    service: int | None = None
    link: str = ""


def link_to_service(bot_username: str, service_id: int) -> str:
    """Return the link that opens the order form at a service, by our number for it."""
    return create_deep_linked_url(bot_username, f"s_{service_id}")


def share(link: str, text: str) -> str:
    """Return the link by which a person sends another link on, with some words, to a chat.

    https://core.telegram.org/api/links#share-links
    """
    return f"https://t.me/share/url?{urlencode({'url': link, 'text': text}, quote_via=quote)}"


def room_beside(service_id: int) -> int:
    """Return how many characters a link may have beside a service."""
    return LONGEST - len(f"s_{service_id}-l_")


def link_to_order(bot_username: str, service_id: int, link: str) -> str:
    """Return the link that opens the order form of a service for a link."""
    return create_deep_linked_url(bot_username, f"s_{service_id}-l_{link}")


def start_of(args: Sequence[str] | None) -> Start:
    """Return what `/start` was sent for; nothing if that is none of these."""
    meant = _START.fullmatch(args[0]) if args else None
    if meant is None:
        return Start()
    return Start(int(meant["service"]) if meant["service"] else None, meant["link"] or "")
