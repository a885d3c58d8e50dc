"""Files of orders: made in a process of their own from what the log has, and sent to the chat."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from telegram import InputFile
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.core.access.service import chats
from bot.core.charts.helper import Helper
from bot.core.charts.layout import Row
from bot.core.database.engine import Database
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.outbox.delivery import Delivered, Delivery
from bot.core.outbox.push import outcome
from bot.core.redaction import Redactor
from bot.core.telegram import messages, uploads
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.limiter import PUSH
from bot.core.telegram.screen import Screen
from bot.panel.service import overview
from bot.reports.rules.scope import Scope
from bot.reports.screens import export as screens
from bot.reports.screens import export_rows
from bot.reports.service.exports import Part
from bot.reports.store import exports
from bot.reports.tables import Export

MOST_BYTES = 45 * 1024 * 1024
"""Of a file; bots may send 50 MB."""
PROGRESS_SECONDS = 6.0
LONG_SECONDS = 120.0
"""For what takes time with a large file: finishing it here, and Telegram's answer."""


@dataclass(slots=True)
class _File:
    """A file being made.

    Attributes:
        place: of the last order in it.
        more: whether orders are left for another file.
    """

    path: Path
    rows: int = 0
    place: tuple[datetime, int] | None = None
    more: bool = False


class ExportSender:
    """Makes the files that people asked for, and sends them."""

    def __init__(
        self, bot: ExtBot[Any], database: Database, catalogues: Catalogues, redact: Redactor
    ) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues
        self._redact = redact

    async def deliver(self, export: Export) -> Part | Delivery:
        """Send the next file, and return how that ended; `Delivered`: it was the last."""
        t = await self._t(export)
        with TemporaryDirectory(prefix="export-") as folder:
            file = _File(Path(folder) / f"orders.{export.format.value}")
            async with self._progress(export, t, file):
                await self._write(export, t, file)
            if file.place is not None:
                try:
                    await self._send_somewhere(export, t, file)
                except TelegramError as error:
                    if meaning(error) is not Failure.NO_MEDIA:
                        return outcome(error)
                    await self._say(export, Screen(t(uploads.NO_FILES)))
                    return Delivered()
                if file.more:
                    return Part(file.rows, file.place)
        with suppress(TelegramError):  # it is there all the same
            await self._say(export, screens.done(t, export, export.rows + file.rows))
        return Delivered()

    async def give_up(self, export: Export) -> None:
        """Write to who waits that no file will come; if that is refused, nothing is left."""
        t = await self._t(export)
        with suppress(TelegramError):
            await self._say(export, screens.failed(t, export))

    async def _t(self, export: Export) -> Translator:
        async with self._database.read() as session:
            chat = await chats.get(session, export.chat_id)
        if chat is None:
            return self._catalogues.translator(None)
        return self._catalogues.translator(chat.language, chat.time_zone)

    async def _write(self, export: Export, t: Translator, file: _File) -> None:
        """Write the orders that are left, or as many as a file may have."""
        helper = Helper("bot.core.charts.tables", seconds=LONG_SECONDS)
        several = export.of_chat is None
        panels = await self._panels() if several else {}
        try:
            page = await self._page(export, t, _place(export))
            if page:
                layout = export_rows.layout(t, chats=several, panels=panels)
                await helper.call("begin", str(file.path), export.format, layout)
            while page and not file.more:
                lines = await self._lines(t, page, chats=several, panels=panels)
                file.rows, file.place = file.rows + len(page), (page[-1].created_at, page[-1].id)
                size, page = await asyncio.gather(
                    helper.call("add", lines), self._page(export, t, file.place)
                )
                file.more = bool(page) and int(size) >= MOST_BYTES
            if file.rows:
                await helper.call("finish")
        finally:
            await helper.close()

    async def _panels(self) -> Mapping[int, str]:
        """Return the names of the panels, which owners read; nothing where there is only one."""
        async with self._database.read() as session:
            return await overview.names_ever(session)

    async def _lines(
        self, t: Translator, page: Sequence[Any], *, chats: bool, panels: Mapping[int, str]
    ) -> list[Row]:
        lines = [export_rows.line(t, order, chats=chats, panels=panels) for order in page]
        return await asyncio.to_thread(self._without_secrets, lines)

    def _without_secrets(self, lines: list[Row]) -> list[Row]:
        """Return the lines without secrets; to look for one at once in all of them is quick."""
        text = "\n".join(cell for line in lines for cell in line if isinstance(cell, str))
        if self._redact(text) == text:
            return lines
        redact = self._redact
        return [[redact(it) if isinstance(it, str) else it for it in line] for line in lines]

    async def _page(
        self, export: Export, t: Translator, place: tuple[datetime, int] | None
    ) -> Sequence[Any]:
        since, until = screens.date_range(export).bounds(t.zone)
        scope = Scope(export.of_chat, export.of_user, since, min(until, export.created_at))
        async with self._database.read() as session:
            return await exports.page(session, scope, place)

    async def _send_somewhere(self, export: Export, t: Translator, file: _File) -> None:
        """Send a file to its topic, else to its group, else to who asked for it, in private.

        Raises:
            TelegramError: it could not be sent; of the group where the person is out of reach.
        """
        chat_id, topic, answered = export.chat_id, export.thread_id, export.message_id
        try:
            await self._send(export, t, file, (chat_id, topic, answered))
        except TelegramError as error:
            why = meaning(error)
            if why is Failure.NO_TOPIC and topic is not None:
                await self._send(export, t, file, (chat_id, None, answered))
            elif why is Failure.NO_MEDIA:
                try:
                    await self._send(export, t, file, (export.asked_by, None, None))
                except (BadRequest, Forbidden):
                    raise error from None
            else:
                raise

    async def _send(
        self, export: Export, t: Translator, file: _File, to: tuple[int, int | None, int | None]
    ) -> None:
        """Send a file to a chat, in a topic, as the answer to a message."""
        chat_id, topic, answered = to
        await self._bot.send_chat_action(
            chat_id,
            ChatAction.UPLOAD_DOCUMENT,
            message_thread_id=topic,
            rate_limit_args=PUSH,
        )
        with file.path.open("rb") as content:
            await self._bot.send_document(
                chat_id,
                InputFile(content, filename=_name(export, file), read_file_handle=False),
                caption=screens.caption(t, export, file.rows),
                message_thread_id=topic,
                reply_parameters=messages.answering(answered),
                read_timeout=LONG_SECONDS,
                rate_limit_args=PUSH,
            )

    @asynccontextmanager
    async def _progress(self, export: Export, t: Translator, file: _File) -> AsyncIterator[None]:
        """Show now and then how far it is, while the block runs."""
        over = asyncio.Event()

        async def report() -> None:
            with suppress(TelegramError):  # the file matters more
                while not await _within(PROGRESS_SECONDS, over):
                    await self._say(export, screens.progress(t, export, export.rows + file.rows))

        reporting = asyncio.create_task(report(), name="progress")
        try:
            yield
        finally:
            over.set()
            await reporting

    async def _say(self, export: Export, screen: Screen) -> None:
        """Have the message that began it say something; it may be gone."""
        if export.message_id is None:
            return
        try:
            await self._bot.edit_message_text(
                screen.text,
                chat_id=export.chat_id,
                message_id=export.message_id,
                rate_limit_args=PUSH,
            )
        except BadRequest as error:
            if meaning(error) not in {Failure.LOST, Failure.UNCHANGED}:
                raise


def _place(export: Export) -> tuple[datetime, int] | None:
    if export.after_at is None or export.after_id is None:
        return None
    return export.after_at, export.after_id


def _name(export: Export, file: _File) -> str:
    """Return what a file is called: its days, and its number where there are several."""
    days = [str(day) for day in (export.first, export.last) if day is not None]
    number = [str(export.files + 1)] if export.files or file.more else []
    return "_".join(["orders", *days, *number]) + file.path.suffix


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Return whether an event is set within a time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
