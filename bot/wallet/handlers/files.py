"""A wallet's statement: made and sent at once, since it is short."""

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from telegram import Update

from bot.core.charts.helper import Helper, HelperError
from bot.core.charts.layout import Format, Row
from bot.core.telegram import messages, uploads
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.wallet.rules.entries import days_of
from bot.wallet.screens import files as screens
from bot.wallet.service import statements
from bot.wallet.service.statements import Statement

logger = logging.getLogger(__name__)

BATCH = 1000


async def send_file(context: Context, it: Statement, format_: Format) -> None:
    """Send all entries of a wallet, the oldest first."""
    async with context.read() as session:
        found = await statements.entries(session, it)
    rows = [_clean(context, row) for row in screens.rows(context.t, it, found)]
    try:
        content = await _written(context, rows, format_)
    except HelperError:
        logger.exception("statement_failed")
        await messages.send(context, Screen(context.t("😕 The file could not be made.")))
        return
    name = f"wallet_{context.now().date()}.{format_.value}"
    await uploads.send_document(context, name, content)


def _clean(context: Context, row: Row) -> Row:
    redact = context.services.redact
    return [redact(it) if isinstance(it, str) else it for it in row]


async def _written(context: Context, rows: list[Row], format_: Format) -> bytes:
    helper = Helper("bot.core.charts.tables")
    try:
        with TemporaryDirectory(prefix="statement-") as folder:
            path = Path(folder) / f"statement.{format_.value}"
            await helper.call("begin", str(path), format_, screens.layout(context.t))
            for at in range(0, len(rows), BATCH):
                await helper.call("add", rows[at : at + BATCH])
            await helper.call("finish")
            return await asyncio.to_thread(path.read_bytes)
    finally:
        await helper.close()


async def send_picture(
    update: Update, context: Context, it: Statement, title: str, caption: Screen
) -> None:
    """Send the last days of a wallet as a picture; where it cannot be drawn, its caption."""
    t, now = context.t, context.now()
    async with context.read() as session:
        found = await statements.entries(session, it, now - screens.PERIOD)
    last = now.astimezone(t.zone).date()
    days = days_of(found, it.posted, last=last, count=screens.DAYS, zone=t.zone)
    drawn = screens.picture(t, title, it, days)
    try:
        png = await context.services.painter.call("draw", drawn)
    except HelperError:
        logger.exception("picture_failed")
        await messages.reply(update, context, caption)
        return
    await uploads.send_picture(update, context, png, caption)
