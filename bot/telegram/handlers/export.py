"""/export: orders as a file. What is wanted is written down; a worker makes it and sends it."""

from datetime import date

from telegram import Message, Update

from bot.domain.access import Permission
from bot.domain.spans import Span
from bot.reports.layout import Format
from bot.storage import exports
from bot.storage import statistics as storage
from bot.storage.tables import Export
from bot.telegram import talk, whose
from bot.telegram.callback_data import CallbackData
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.message_text import text_of
from bot.telegram.screens import export as screens
from bot.telegram.screens.screen import Screen
from bot.telegram.wishes import read_wish, span_of


@access.command(Permission.SEE_ORDERS)
async def export(update: Update, context: Context) -> None:
    """Offer files, or begin one: /export, /export all, /export xlsx 2026-01-01 2026-02-01."""
    today, t = _today(context), context.t
    wish = read_wish(t, text_of(update.message), today)
    if wish is None:
        example = f"/export xlsx {today.replace(month=1, day=1)} {today}"
        text = t("Add the first and the last day, for example: {example}", example=example)
        await talk.reply(update, context, Screen(text))
        return
    chosen = whose.widest(context.visit)
    total = await _count(context, chosen, wish.span)
    if wish.format is None or not total:
        screen = screens.panel(context.visit, chosen, wish.span, total, today)
        await talk.reply(update, context, screen)
    elif await _is_busy(context):
        await talk.reply(update, context, Screen(t("A file is being made for you already.")))
    else:
        wanted = _wanted(context, chosen, wish.span, wish.format, total)
        sent = await talk.reply(update, context, screens.progress(t, wanted, 0))
        await _begin(context, wanted, sent)


@access.tap(Permission.SEE_ORDERS)
async def export_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Choose days, or begin a file: `e:<whose>:<first day>:<last day>:<format>`."""
    chosen, today, t = data.text(0), _today(context), context.t
    span = span_of(data.text(1), data.text(2), today)
    message = update.effective_message
    if span is None or message is None or not whose.is_visible(context.visit, chosen):
        await access.refuse(update, context)
        return
    total = await _count(context, chosen, span)
    if data.text(3) not in set(Format) or not total:
        await context.answer(update)
        screen = screens.panel(context.visit, chosen, span, total, today)
        await talk.show(update, context, screen)
    elif await _is_busy(context):
        await context.answer(update, t.plain("A file is being made for you already."), alert=True)
    else:
        await context.answer(update)
        wanted = _wanted(context, chosen, span, Format(data.text(3)), total)
        await talk.show(update, context, screens.progress(t, wanted, 0))
        await _begin(context, wanted, message)


def _today(context: Context) -> date:
    return context.now().astimezone(context.t.zone).date()


async def _count(context: Context, chosen: str, span: Span) -> int:
    async with context.read() as session:
        return await storage.count(session, whose.scope(context.visit, chosen, span))


async def _is_busy(context: Context) -> bool:
    visit = context.visit
    async with context.read() as session:
        return await exports.of_person(session, visit.chat.id, visit.user_id) is not None


def _wanted(context: Context, chosen: str, span: Span, format_: Format, total: int) -> Export:
    visit, now = context.visit, context.now()
    scope = whose.scope(visit, chosen, span)
    return Export(
        chat_id=visit.chat.id,
        asked_by=visit.user_id,
        thread_id=visit.thread_id,
        format=format_,
        of_chat=scope.chat_id,
        of_user=scope.user_id,
        first=span.first,
        last=span.last,
        total=total,
        created_at=now,
        due_at=now,
    )


async def _begin(context: Context, wanted: Export, message: Message) -> None:
    """Write it down when its message is there: the worker may be quick."""
    wanted.message_id = message.message_id
    async with context.begin() as session:
        await exports.ask(session, wanted)
