"""The answer to a chat's request to be let in."""

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.screen import Screen


async def decision(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Say whether a chat was let in."""
    if message.payload["approved"]:
        text = to.t("✅ This chat was let in. Order with /order, or see /help.")
    else:
        text = to.t("🚫 This bot is private, and the request for this chat was refused.")
    return OutgoingMessage(Screen(text))
