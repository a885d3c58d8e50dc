"""What owners are sent about changes in the panel's list."""

import asyncio

from bot.catalogue.screens import news
from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, File, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage


async def list_changed(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Compose what an owner reads about the changes, with all of them as a table."""
    # There may be thousands of lines.
    screen, table = await asyncio.to_thread(news.news, to.t, message.payload)
    return OutgoingMessage(screen, file=File("services.csv", table) if table else None)
