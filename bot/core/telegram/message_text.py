"""What a message says: its text or caption, and where the links in it lead.

Offsets of entities count UTF-16 units (https://core.telegram.org/bots/api#messageentity).
"""

import re
from collections.abc import Iterator

from telegram import Message, MessageEntity, Update

from bot.core.text.typed import cleaned

COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w{1,64}))?(?![\w/@])")


def text_of(message: Message | None) -> str:
    """Return the text or caption of a message, without marks that show nothing."""
    return cleaned(_raw(message))


def linked_text_of(message: Message | None) -> str:
    """Return the same with the target of each link in place of the words that carry it.

    A link that Telegram has found is a word of its own, also where it follows other letters.
    """
    if message is None:
        return ""
    return cleaned("".join(_parts(_raw(message), _links_of(message))))


def _raw(message: Message | None) -> str:
    return (message.text or message.caption or "") if message else ""


def _links_of(message: Message) -> list[MessageEntity]:
    entities = message.entities if message.text else message.caption_entities
    kinds = {MessageEntity.TEXT_LINK, MessageEntity.URL}
    return sorted((it for it in entities if it.type in kinds), key=lambda it: it.offset)


def _parts(text: str, links: list[MessageEntity]) -> Iterator[str]:
    raw, at = text.encode("utf-16-le"), 0
    for link in links:
        begin, end = 2 * link.offset, 2 * (link.offset + link.length)
        if begin < at:  # inside another one
            continue
        before = raw[at:begin].decode("utf-16-le", "ignore")
        shown = raw[begin:end].decode("utf-16-le", "ignore")
        yield before
        yield " " if before and before[-1].isalnum() else ""
        yield link.url if link.type == MessageEntity.TEXT_LINK and link.url else shown
        at = end
    yield raw[at:].decode("utf-16-le", "ignore")


def arguments_of(update: Update, *, linked: bool = False) -> str:
    """Return what follows the command, in the same line and below it; nothing after a tap.

    Args:
        linked: with the targets of links in place of their words.
    """
    message = update.message
    text = linked_text_of(message) if linked else text_of(message)
    command = COMMAND.match(text)
    return text[command.end() :].strip() if command else ""
