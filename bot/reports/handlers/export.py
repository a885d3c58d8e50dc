"""/export: orders as a file. What is wanted is written down; a worker makes it and sends it."""

from datetime import date

from telegram import Message, Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.charts.layout import Format
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.reports.handlers.export_args import date_range_of, read_args
from bot.reports.rules.date_ranges import DateRange
from bot.reports.screens import export as screens
from bot.reports.screens import report_scope
from bot.reports.service import exports
from bot.reports.store import exports as store
from bot.reports.store import statistics
from bot.reports.tables import Export


@gate.command(Permission.SEE_ORDERS)
async def export(update: Update, context: Context) -> None:
    """Offer files, or begin one: /export, /export all, /export xlsx 2026-01-01 2026-02-01."""
    today, t = _today(context), context.t
    args = read_args(t, text_of(update.message), today)
    if args is None:
        example = f"/export xlsx {today.replace(month=1, day=1)} {today}"
        text = t("Add the first and the last day, for example: {example}", example=example)
        await messages.reply(update, context, Screen(text))
        return
    chosen = report_scope.widest(context.actor)
    total = await _count(context, chosen, args.date_range)
    if args.format is None or not total:
        screen = screens.panel(context.actor, chosen, args.date_range, total, today)
        await messages.reply(update, context, screen)
    elif await _is_busy(context):
        await messages.reply(update, context, Screen(t("Your file is already being prepared.")))
    else:
        export = _new_export(context, chosen, args.date_range, args.format, total)
        sent = await messages.reply(update, context, screens.progress(t, export, 0))
        await _begin(context, export, sent)


@gate.tap(Permission.SEE_ORDERS)
async def export_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Choose days, or begin a file: `e:<scope>:<first day>:<last day>:<format>`."""
    chosen, today, t = data.text(0), _today(context), context.t
    date_range = date_range_of(data.text(1), data.text(2), today)
    message = update.effective_message
    if date_range is None or message is None or not report_scope.is_visible(context.actor, chosen):
        await gate.refuse(update, context)
        return
    total = await _count(context, chosen, date_range)
    if data.text(3) not in set(Format) or not total:
        await context.answer(update)
        screen = screens.panel(context.actor, chosen, date_range, total, today)
        await messages.show(update, context, screen)
    elif await _is_busy(context):
        await context.answer(update, t.plain("Your file is already being prepared."), alert=True)
    else:
        await context.answer(update)
        export = _new_export(context, chosen, date_range, Format(data.text(3)), total)
        await messages.show(update, context, screens.progress(t, export, 0))
        await _begin(context, export, message)


def _today(context: Context) -> date:
    return context.now().astimezone(context.t.zone).date()


async def _count(context: Context, chosen: str, date_range: DateRange) -> int:
    async with context.read() as session:
        return await statistics.count(
            session, report_scope.scope(context.actor, chosen, date_range)
        )


async def _is_busy(context: Context) -> bool:
    actor = context.actor
    async with context.read() as session:
        return await store.of_person(session, actor.chat.id, actor.user_id) is not None


def _new_export(
    context: Context, chosen: str, date_range: DateRange, format_: Format, total: int
) -> Export:
    actor, now = context.actor, context.now()
    scope = report_scope.scope(actor, chosen, date_range)
    return Export(
        chat_id=actor.chat.id,
        asked_by=actor.user_id,
        thread_id=actor.thread_id,
        format=format_,
        of_chat=scope.chat_id,
        of_user=scope.user_id,
        first=date_range.first,
        last=date_range.last,
        total=total,
        created_at=now,
        due_at=now,
    )


async def _begin(context: Context, export: Export, message: Message) -> None:
    """Write it down when its message is there: the worker may be quick."""
    export.message_id = message.message_id
    async with context.begin() as session:
        await exports.ask(session, export)
