"""What a message of an owner would be as a broadcast: its text or photo, as it is formatted."""

from collections.abc import Sequence
from typing import Any

from telegram import Message, MessageEntity

from bot.broadcasts.rules import Content
from bot.core.errors import N_, InputError
from bot.core.telegram.message_text import COMMAND
from bot.core.telegram.names import units

_NOT_SENT = N_("Only a text, or a photo with a caption, can be sent to all chats.")


def content_of(message: Message, links: list[list[str]]) -> Content:
    """Return a message as a broadcast, with the buttons that it has.

    Raises:
        InputError: it is neither a text nor a photo.
    """
    return _content(message, links, after=0)


def given_with(command: Message) -> Content | None:
    """Return what was sent along with the command, or what it replies to; `None` if nothing.

    Raises:
        InputError: it replies to what is neither a text nor a photo.
    """
    raw = command.text or command.caption or ""
    found = COMMAND.match(raw, max(raw.find("/"), 0))
    rest = raw[found.end() :] if found else ""
    after = len(raw) - len(rest.lstrip())
    if rest.strip() or command.photo:
        return _content(command, [], after=after)
    replied = command.reply_to_message
    return content_of(replied, []) if replied is not None else None


def _content(message: Message, links: list[list[str]], *, after: int) -> Content:
    text = (message.caption if message.photo else message.text) or ""
    if not (message.photo or text):
        raise InputError(_NOT_SENT)
    entities = message.caption_entities if message.photo else message.entities
    return Content(
        text=text[after:],
        entities=_shifted(entities, units(text[:after])),
        photo=message.photo[-1].file_id if message.photo else None,
        links=links,
    )


def _shifted(entities: Sequence[MessageEntity], by: int) -> list[dict[str, Any]]:
    """Return how the rest of a text is formatted that begins so many units later."""
    found = []
    for entity in entities:
        begin, end = max(entity.offset - by, 0), entity.offset + entity.length - by
        if end > 0:
            found.append({**entity.to_dict(), "offset": begin, "length": end - begin})
    return found
