"""The margin: its page with a picture, and files of it."""

from telegram import Update

from bot.catalogue.on_sale import selling_here
from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.charts.layout import Format
from bot.core.telegram import messages, uploads
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.owners.screens import margin as screens
from bot.reports.rules.date_ranges import DateRange, last_days
from bot.reports.rules.margin import Grouping, MarginReport
from bot.reports.rules.scope import Scope
from bot.reports.screens import margin as texts
from bot.reports.screens.margin_picture import picture
from bot.reports.service import margin as service

MOST_DAYS = 365


@owner_only.tap(Permission.REPORT_ALL)
async def margin_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Show the margin, or send it as a file: `mg:<grouping>:<days>:<format>`."""
    selling = selling_here(context)
    grouping, days = data.text(0), data.number(1)
    if selling is None or grouping not in set(Grouping) or not 1 <= days <= MOST_DAYS:
        await context.answer(update)
        return
    date_range = last_days(context.now().astimezone(context.t.zone).date(), days)
    report = await _report(context, date_range, Grouping(grouping), selling.currency)
    if not report.found.total.orders:
        await _nothing(update, context, date_range)
        return
    await context.answer(update)
    if data.text(2) in set(Format):
        await _send_file(context, report, Format(data.text(2)))
    else:
        await _show(update, context, report)


async def _report(
    context: Context, date_range: DateRange, grouping: Grouping, currency: str
) -> MarginReport:
    since, until = date_range.bounds(context.t.zone)
    scope = Scope(chat_id=None, user_id=None, since=since, until=until)
    async with context.read() as session:
        found = await service.break_down(session, scope, grouping, context.t.zone)
        besides = await service.besides(session, scope, currency)
    return MarginReport(date_range, grouping, found, currency, besides)


async def _nothing(update: Update, context: Context, date_range: DateRange) -> None:
    """Say that nothing was sold; a picture stays as it is."""
    if _is_picture(update):
        await context.answer(update, texts.nothing(context.t, date_range))
        return
    await context.answer(update)
    await messages.reply(update, context, screens.nothing(context.t, date_range))


def _is_picture(update: Update) -> bool:
    message = update.effective_message
    return message is not None and bool(message.photo)


async def _show(update: Update, context: Context, report: MarginReport) -> None:
    shown, screen = picture(context.t, report), screens.page(context.t, report)
    await uploads.send_picture(update, context, shown, screen, in_place=_is_picture(update))


async def _send_file(context: Context, it: MarginReport, format_: Format) -> None:
    name, layout = texts.file_name(it), texts.layout(context.t, it)
    await uploads.send_table(context, name, format_, layout, texts.file_rows(it))
