"""Where a forwarded message comes from, as the Bot API shows it.

Source: https://core.telegram.org/bots/api#messageorigin
"""

from typing import Any

from bot.sandbox.telegram.model import Message


def origin_of(message: Message, bot: dict[str, Any]) -> dict[str, Any]:
    """Return the origin of a message that was written where it stands."""
    if message.chat.type == "channel":
        chat = message.chat.as_chat()
        return {
            "type": "channel",
            "date": message.date,
            "chat": chat,
            "message_id": message.message_id,
        }
    if message.in_name_of is not None:
        chat = message.in_name_of.as_chat()
        return {"type": "chat", "date": message.date, "sender_chat": chat}
    user = message.sender.as_user() if message.sender else bot
    return {"type": "user", "date": message.date, "sender_user": user}


def name_of(origin: dict[str, Any]) -> str:
    """Return whose name apps show above a forwarded message."""
    chat = origin.get("chat") or origin.get("sender_chat")
    return str(chat["title"] if chat else origin["sender_user"]["first_name"])
