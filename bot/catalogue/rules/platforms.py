"""The platforms by name, and texts without the decoration that panels put on them."""

import re
import unicodedata

WEBSITES = "Website traffic"
_WORDS: dict[str, str] = {
    "Instagram": r"instagram|insta|ig|igtv|инстаграмм?|инста",
    "TikTok": r"tiktok|tik tok|tt|тик ?ток",
    "YouTube": r"youtube|you tube|yt|ютуб",
    "Telegram": r"telegram|tg|телеграмм?|тг",
    "Facebook": r"facebook|fb|фейсбук",
    "X (Twitter)": r"twitter|(?<![0-9] )x(?! ?[0-9])|твиттер",
    "Spotify": r"spotify",
    "Threads": r"threads",
    "Twitch": r"twitch",
    "Discord": r"discord|дискорд",
    "LinkedIn": r"linkedin|linked in",
    "Snapchat": r"snapchat",
    "WhatsApp": r"whatsapp|whats app",
    "SoundCloud": r"soundcloud|sound cloud",
    "Pinterest": r"pinterest",
    "Reddit": r"reddit",
    "Kick": r"kick",
    "VK": r"vk|vkontakte|вк|вконтакте",
    "Google": r"google",
    WEBSITES: r"website|web traffic|traffic|seo",
}
_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
_PLAIN = _SMALL_CAPITALS | str.maketrans("ı_", "i ")
_DECORATION = frozenset({"Mn", "Me", "Cf"})  # accents, frames around letters, invisible joiners


def unaccented(text: str) -> str:
    """Return `text` without styles and accents: `й` becomes `и`; patterns for `plain` need it."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(
        outgoing for outgoing in letters if unicodedata.category(outgoing) not in _DECORATION
    )


def plain(text: str) -> str:
    """Return `text` in plain small letters: no styles, no accents, `_` is a space."""
    return unaccented(text).lower().translate(_PLAIN)


_PATTERN = re.compile(
    "|".join(
        f"(?P<p{at}>\\b(?:{unaccented(words)})\\b)" for at, words in enumerate(_WORDS.values())
    )
)
PLATFORMS = tuple(_WORDS)


def platforms_in(text: str) -> list[str]:
    """Return the platforms that a text names, in the order of their first mention."""
    found = (PLATFORMS[int(str(m.lastgroup)[1:])] for m in _PATTERN.finditer(plain(text)))
    return list(dict.fromkeys(found))
