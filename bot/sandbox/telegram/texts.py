"""Texts as people's apps send them: what they take, and what they mark in it."""

import re
from typing import Any

from bot.sandbox.telegram.html import Formatted, units
from bot.sandbox.telegram.model import Person

MOST_TEXT, MOST_CAPTION = 4096, 1024  # UTF-16 units

_INVISIBLE = re.compile(r"[\s\u180e\u200b-\u200f\u202e\u2800\ufeff\ufffc\U000e0000-\U000e007f]*")


def is_empty(text: str) -> bool:
    """Return whether nothing of a text can be seen.

    Source: https://github.com/tdlib/td/blob/master/td/telegram/misc.cpp, `is_empty_string`
    """
    return _INVISIBLE.fullmatch(text) is not None


def check(content: Formatted, *, file: dict[str, Any] | None = None, bare: bool = False) -> None:
    """Raise `ValueError` for a text or caption that no app could send.

    Args:
        bare: it may be empty, as that of a sticker is.
    """
    if is_empty(content.text) and not (file or bare):
        raise ValueError("message text is empty")
    if content.units > (MOST_CAPTION if file else MOST_TEXT):
        raise ValueError("the text is too long")
    for entity in content.entities:
        begin, length = entity["offset"], entity["length"]
        if begin < 0 or length < 1 or begin + length > content.units:
            raise ValueError(f"the entity is outside of the text: {entity}")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise ValueError("a text link leads nowhere")


_LINK = re.compile(
    r"(?<![\w@.])(?:https?://[^\s<>|…]+|(?:[\w-]+\.)+(?:com|org|net|me|be|tv|ru)(?:/[^\s<>|…]*)?)"
)
"""What apps mark as a link; Telegram knows more domains."""


def find_entities(text: str, mention: Person | None = None) -> list[dict[str, Any]]:
    """Return what apps mark in a text: a command, links, and `mention`, who is named in it."""
    found: list[dict[str, Any]] = []
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if first.startswith("/") and len(first) > 1:
        found.append({"type": "bot_command", "offset": 0, "length": len(first)})
    if mention is not None:
        offset = units(text.partition(mention.name)[0])
        user = {"user": mention.as_user(), "length": units(mention.name)}
        found.append({"type": "text_mention", "offset": offset, **user})
    for link in _LINK.finditer(text):
        shown = link[0].rstrip(".,;:!?)]}'\"»”")
        found.append(
            {"type": "url", "offset": units(text[: link.start()]), "length": units(shown)}
        )
    return found
