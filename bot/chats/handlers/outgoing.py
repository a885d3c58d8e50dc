"""The answer to a chat's request to be let in."""

from bot.chats.screens import start
from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.screen import Screen


async def decision(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Say whether a chat was let in."""
    if message.payload["approved"]:
        return OutgoingMessage(start.let_in(to.t))
    text = to.t("🚫 This bot is private, and the request for this chat was refused.")
    return OutgoingMessage(Screen(text))
