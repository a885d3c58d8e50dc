"""Links as people paste them, tidied and refused where no panel could use them."""

import re
from urllib.parse import urlsplit

from bot.domain.errors import N_, InputError

LONGEST = 1024
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}(?::\d+)?", re.IGNORECASE)
_NAME = re.compile(r"@[\w.]{2,64}")
_WANTED = N_("Send one link, for example https://www.instagram.com/name.")


def parse_link(text: str) -> str:
    """Return the link that was pasted, with a scheme; `@name` is taken as it is.

    Raises:
        InputError: no link, several links, or one that is too long.
    """
    words = [word for word in text.split() if _looks_like_link(word)]
    if len(words) > 1:
        raise InputError(N_("That is more than one link. Send one; order the others after it."))
    if not words or (len(text.split()) > 1 and not _SCHEME.match(words[0])):
        raise InputError(_WANTED)
    link = words[0]
    if len(link) > LONGEST:
        raise InputError(
            N_("This link is too long: at most {longest} characters."), {"longest": LONGEST}
        )
    if _NAME.fullmatch(link) or _SCHEME.match(link):
        return link
    return f"https://{link}"


def _looks_like_link(word: str) -> bool:
    if _NAME.fullmatch(word):
        return True
    scheme = _SCHEME.match(word)
    if scheme and scheme.group().lower() not in {"http://", "https://"}:
        return False
    try:
        host = urlsplit(word if scheme else f"https://{word}").netloc
    except ValueError:
        return False
    return _HOST.fullmatch(host) is not None
