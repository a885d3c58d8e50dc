"""Links that open the bot at a service: `https://t.me/<bot>?start=s_123`; and how to share one."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from telegram.helpers import create_deep_linked_url

_SERVICE = re.compile(r"s_([0-9]{1,18})")


def link_to_service(bot_username: str, service_id: int) -> str:
    """Return the link that opens the order form at a service, by our number for it."""
    return create_deep_linked_url(bot_username, f"s_{service_id}")


def share(link: str, text: str) -> str:
    """Return the link by which a person sends another link on, with some words, to a chat.

    https://core.telegram.org/api/links#share-links
    """
    return f"https://t.me/share/url?{urlencode({'url': link, 'text': text}, quote_via=quote)}"


def service_in(args: Sequence[str] | None) -> int | None:
    """Return the service that `/start` was sent for; `None` if it was for none."""
    meant = _SERVICE.fullmatch(args[0]) if args else None
    return None if meant is None else int(meant[1])
