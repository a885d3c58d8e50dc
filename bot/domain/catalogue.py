"""Finding one's way in a catalogue: platforms by name, pages of any list."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

OTHER = "Other"
_PLATFORMS: dict[str, str] = {
    "Instagram": r"instagram|insta|ig|igtv",
    "TikTok": r"tiktok|tik tok|tt",
    "YouTube": r"youtube|you tube|yt",
    "Telegram": r"telegram|tg",
    "Facebook": r"facebook|fb",
    "X (Twitter)": r"twitter|x",
    "Spotify": r"spotify",
    "Threads": r"threads",
    "Twitch": r"twitch",
    "Discord": r"discord",
    "LinkedIn": r"linkedin|linked in",
    "Snapchat": r"snapchat",
    "WhatsApp": r"whatsapp|whats app",
    "SoundCloud": r"soundcloud|sound cloud",
    "Pinterest": r"pinterest",
    "Reddit": r"reddit",
    "Kick": r"kick",
    "VK": r"vk|vkontakte",
    "Google": r"google",
    "Website traffic": r"website|web traffic|traffic|seo",
}
_PATTERN = re.compile(
    "|".join(f"(?P<p{at}>\\b(?:{words})\\b)" for at, words in enumerate(_PLATFORMS.values()))
)
_NAMES = list(_PLATFORMS)

Item = TypeVar("Item")


def platform_of(category: str, service_name: str = "") -> str:
    """Return the platform that a category is about, by its name or by that of a service in it.

    Styled letters (`𝗜𝗻𝘀𝘁𝗮`) are read as plain ones; what names no platform is `Other`.
    """
    for text in (category, service_name):
        folded = unicodedata.normalize("NFKC", text).lower().replace("_", " ")
        match = _PATTERN.search(folded)
        if match is not None and match.lastgroup is not None:
            return _NAMES[int(match.lastgroup[1:])]
    return OTHER


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list.

    Attributes:
        number: of this page, from 0; `count` is how many pages there are, at least one.
        total: items in the whole list.
    """

    items: Sequence[Item]
    number: int
    count: int
    total: int


def page_count(total: int, size: int) -> int:
    """Return how many pages of `size` hold `total` items; an empty list has one."""
    return max(-(-total // size), 1)


def paginate(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """Return a page of `items`; a number that is past the end gives the last page."""
    count = page_count(len(items), size)
    number = min(max(number, 0), count - 1)
    return Page(items[number * size : (number + 1) * size], number, count, len(items))
