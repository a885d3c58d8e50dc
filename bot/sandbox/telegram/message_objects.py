"""How the Bot API shows a message.

Source: https://core.telegram.org/bots/api#message
"""

import time
from typing import Any

from bot.sandbox.telegram.model import ANONYMOUS, FOR_CHANNELS, SERVICE, Message

_TELEGRAM = {"id": SERVICE, "is_bot": False, "first_name": "Telegram"}
_GROUP_BOT = {
    "id": ANONYMOUS,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
_CHANNEL_BOT = {
    "id": FOR_CHANNELS,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}


def as_message(
    message: Message, bot: dict[str, Any], *, with_reply: bool = True
) -> dict[str, Any]:
    """Return a message as the Bot API's Message.

    Args:
        bot: who wrote what no person has.
        with_reply: whether it holds the message that it replies to.
    """
    body: dict[str, Any] = {
        "message_id": message.message_id,
        "chat": message.chat.as_chat(),
        "date": message.date,
        **_sender(message, bot),
        **message.service,
    }
    if message.content.text:
        body["caption" if message.file else "text"] = message.content.text
        if message.content.entities:
            body["caption_entities" if message.file else "entities"] = message.content.entities
    if message.edited:
        body["edit_date"] = int(time.time())
    if message.thread_id is not None:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    replied = message.chat.messages.get(message.reply_to or 0)
    if with_reply and replied is not None and not replied.deleted:
        body["reply_to_message"] = as_message(replied, bot, with_reply=False)
    if message.file is not None:
        body[message.file["kind"]] = message.file["as_sent"]
    if message.invoice is not None:
        body["invoice"] = message.invoice.as_invoice()
    if message.origin is not None:
        body["forward_origin"] = message.origin
    if message.via_bot:
        body["via_bot"] = bot
    if message.markup is not None and "inline_keyboard" in message.markup:
        body["reply_markup"] = message.markup
    return body


def _sender(message: Message, bot: dict[str, Any]) -> dict[str, Any]:
    if message.sender is None:
        return {"from": bot}
    if message.in_name_of is None:
        return {"from": message.sender.as_user()}
    sender = {"sender_chat": message.in_name_of.as_chat()}
    if message.forwarded:
        return {"from": _TELEGRAM, "is_automatic_forward": True, **sender}
    as_group = message.in_name_of is message.chat
    return {"from": _GROUP_BOT if as_group else _CHANNEL_BOT, **sender}
