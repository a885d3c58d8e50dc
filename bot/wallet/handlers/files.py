"""A wallet's statement: made and sent at once, since it is short."""

from telegram import Update

from bot.core.charts.layout import Format
from bot.core.telegram import uploads
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.wallet.rules.entries import days_of
from bot.wallet.screens import files as screens
from bot.wallet.service import statements
from bot.wallet.service.statements import Statement


async def send_file(context: Context, it: Statement, format_: Format) -> None:
    """Send all entries of a wallet, the oldest first."""
    async with context.read() as session:
        it = await statements.load(session, it.chat_id, it.currency)  # of the same moment
        found = await statements.entries(session, it)
    name, t = f"wallet_{context.now().date()}", context.t
    rows = screens.rows(t, it, found)
    await uploads.send_table(context, name, format_, screens.layout(t), rows)


async def send_picture(
    update: Update, context: Context, it: Statement, title: str, caption: Screen
) -> None:
    """Send the last days of a wallet as a picture."""
    t, now = context.t, context.now()
    async with context.read() as session:
        it = await statements.load(session, it.chat_id, it.currency)
        found = await statements.entries(session, it, now - screens.PERIOD)
    last = now.astimezone(t.zone).date()
    days = days_of(found, it.posted, last=last, count=screens.DAYS, zone=t.zone)
    await uploads.send_picture(update, context, screens.picture(t, title, it, days), caption)
