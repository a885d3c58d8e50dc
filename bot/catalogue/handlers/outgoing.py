"""What owners are told of changes in the panel's list."""

import asyncio

from bot.catalogue.screens import news
from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, File, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage


async def list_changed(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell an owner what has changed, all of it as a table."""
    # There may be thousands of lines.
    screen, table = await asyncio.to_thread(news.news, to.t, message.payload)
    return OutgoingMessage(screen, file=File("services.csv", table) if table else None)
