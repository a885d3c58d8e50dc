"""Backups in Telegram: files that are sent, and what owners hear."""

from datetime import datetime
from pathlib import Path
from typing import Any

from telegram import InputFile
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.backups import screens
from bot.core.access.service import chats
from bot.core.database.engine import Database, Session
from bot.core.languages import Catalogues
from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.delivery import Delivered, Delivery
from bot.core.outbox.push import outcome
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.limiter import PUSH

LONG_SECONDS = 300.0
"""For Telegram's answer to a large file."""


class BackupSender:
    """Sends the files of a backup to a chat."""

    def __init__(self, bot: ExtBot[Any], database: Database, catalogues: Catalogues) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues

    async def send(self, chat_id: int, file: Path, made_at: datetime) -> Delivery:
        """Send a file of a backup, and return how that ended."""
        async with self._database.read() as session:
            chat = await chats.get(session, chat_id)
        t = self._catalogues.translator(
            chat.language if chat else None, chat.time_zone if chat else "UTC"
        )
        try:
            with file.open("rb") as content:
                await self._bot.send_document(
                    chat_id,
                    InputFile(content, filename=file.name, read_file_handle=False),
                    caption=screens.caption(t, made_at, file.suffix),
                    disable_notification=True,
                    read_timeout=LONG_SECONDS,
                    rate_limit_args=PUSH,
                )
        except TelegramError as error:
            return outcome(error)
        return Delivered()


async def alert(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Alert an owner of the state of the backups."""
    values = message.payload
    return OutgoingMessage(screens.alert(to.t, Alert(values["alert"]), values))
