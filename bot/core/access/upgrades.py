"""Groups that become supergroups: found out when it matters, and what came late re-addressed.

Telegram tells of it in both chats, in no fixed order with what else happens there. Whoever speaks
to the old chat, or reads of it, meets `ChatMigrated`; the inbox then migrates what is stored, and
has the update handled as if it had come from the new chat.
"""

from contextlib import suppress
from typing import Any

from telegram import Bot, Chat
from telegram.error import ChatMigrated, TelegramError

from bot.core.access.store import migrations
from bot.core.telegram.context import Context

_ALIKE = 5
_SERVED = ("message", "callback_query")
NO_MESSAGE = 0
"""Stands for a message that cannot be answered, edited or deleted: it is of the old chat."""


async def follow(bot: Bot, chat_id: int) -> None:
    """Ask Telegram whether a group has become a supergroup; whatever else it says is no answer.

    Raises:
        ChatMigrated: it has.
    """
    try:
        await bot.get_chat(chat_id)
    except ChatMigrated:
        raise
    except TelegramError:
        return


async def follow_known_group(chat: Chat, context: Context) -> None:
    """Find out where a chat comes from that nobody knows, and migrate what is known of it.

    Raises:
        ChatMigrated: the chat itself is an old one.
    """
    if chat.type == "private":
        return
    async with context.read() as session:
        new_id = await migrations.new_id(session, chat.id)
        alike = await migrations.same_titled(session, chat.title or "", _ALIKE)
    if new_id is not None:
        raise ChatMigrated(new_id)
    for old_id in alike if chat.type == "supergroup" else ():
        try:
            await follow(context.bot, old_id)
        except ChatMigrated as error:
            async with context.begin() as session:
                await context.services.migrate_chat(
                    session, old_id, error.new_chat_id, context.now()
                )
            if error.new_chat_id == chat.id:
                return


def old_chat(payload: dict[str, Any]) -> int | None:
    """Return the id of the group that an update is about; `None`: it is about no such chat."""
    about = payload.get("my_chat_member") or payload.get("chat_member") or _message(payload)
    chat = about.get("chat") if isinstance(about, dict) else None
    is_group = isinstance(chat, dict) and chat.get("type") == "group"
    return int(chat["id"]) if is_group and chat is not None else None


def readdressed(payload: dict[str, Any], new_id: int) -> dict[str, Any] | None:
    """Return an update of the old chat as one of the new; `None`: it means nothing there."""
    message = _message(payload)
    kind = next((kind for kind in _SERVED if kind in payload), None)
    if message is None or kind is None:
        return None
    chat = message["chat"] | {"id": new_id, "type": "supergroup"}
    migrated = message | {"message_id": NO_MESSAGE, "chat": chat}
    with suppress(KeyError):
        if message["sender_chat"]["id"] == message["chat"]["id"]:
            migrated["sender_chat"] = chat
    if kind == "message":
        return payload | {"message": migrated}
    return payload | {"callback_query": payload["callback_query"] | {"message": migrated}}


def _message(payload: dict[str, Any]) -> dict[str, Any] | None:
    tapped = payload.get("callback_query")
    message = tapped.get("message") if isinstance(tapped, dict) else payload.get("message")
    return message if isinstance(message, dict) else None
