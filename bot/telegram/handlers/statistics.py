"""/stats: the orders of some days as a picture, with buttons that draw it again."""

import logging
from collections.abc import Awaitable, Callable

from markupsafe import escape
from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot.domain.access import Permission
from bot.domain.errors import N_, InputError
from bot.domain.quantities import parse_quantity
from bot.domain.spans import Span, last_days
from bot.domain.statistics import Statistics, Summary
from bot.reports.helper import HelperError
from bot.storage import statistics as storage
from bot.telegram import talk, texts, whose
from bot.telegram.callback_data import CallbackData
from bot.telegram.context import Context
from bot.telegram.failures import Failure, meaning
from bot.telegram.handlers import access
from bot.telegram.message_text import arguments_of
from bot.telegram.screens import statistics as screens
from bot.telegram.screens.screen import Screen, lines
from bot.telegram.screens.statistics_picture import SERVICES, picture

logger = logging.getLogger(__name__)

USUAL_DAYS, MOST_DAYS = 30, 365
Show = Callable[[Update, Context, bytes, Screen], Awaitable[None]]


@access.command(Permission.SEE_ORDERS)
async def stats(update: Update, context: Context) -> None:
    """Draw the last days: /stats, /stats 7."""
    try:
        span = _span(context, arguments_of(update))
    except InputError as wrong:
        await talk.reply(update, context, Screen(texts.input_error(context.t, wrong)))
        return
    chosen = whose.widest(context.visit)
    if await _has_orders(context, chosen, span):
        await _draw(update, context, chosen, span, talk.send_picture)
    else:
        await talk.reply(update, context, Screen(escape(screens.nothing(context.t, span))))


def _span(context: Context, typed: str) -> Span:
    days = parse_quantity(typed) if typed else USUAL_DAYS
    if days > MOST_DAYS:
        raise InputError(N_("Send a number of days from 1 to {most}."), {"most": MOST_DAYS})
    return _last(context, days)


def _last(context: Context, days: int) -> Span:
    return last_days(context.now().astimezone(context.t.zone).date(), days)


@access.tap(Permission.SEE_ORDERS)
async def stats_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Draw other days, or other people's: `t:<whose>:<days>`."""
    chosen, days = data.text(0), data.number(1)
    if not whose.is_visible(context.visit, chosen) or not 1 <= days <= MOST_DAYS:
        await access.refuse(update, context)
        return
    span = _last(context, days)
    if await _has_orders(context, chosen, span):
        await context.answer(update)
        await _draw(update, context, chosen, span, talk.show_picture)
    else:
        await context.answer(update, screens.nothing(context.t, span))


async def _has_orders(context: Context, chosen: str, span: Span) -> bool:
    async with context.read() as session:
        return await storage.count(session, whose.scope(context.visit, chosen, span)) > 0


async def _draw(update: Update, context: Context, chosen: str, span: Span, show: Show) -> None:
    """Show the picture; where it cannot be drawn, the numbers."""
    summary = await _count(context, chosen, span)
    screen = screens.caption(context.visit, chosen, span, summary)
    try:
        shown = picture(context.visit, chosen, span, summary)
        png = await context.services.painter.call("draw", shown)
    except HelperError:
        logger.exception("picture_failed")
        note = context.t("😕 The picture could not be drawn.")
        await talk.reply(update, context, Screen(lines(screen.text, "", note), screen.rows))
        return
    try:
        await show(update, context, png, screen)
    except (BadRequest, Forbidden) as error:
        if meaning(error) is not Failure.NO_MEDIA:
            raise
        note = context.t("🖼 I may not send pictures here.")
        await talk.reply(update, context, Screen(lines(screen.text, "", note), screen.rows))


async def _count(context: Context, chosen: str, span: Span) -> Summary:
    counted = Statistics(context.t.zone)
    async with context.read() as session:
        async for orders in storage.read(session, whose.scope(context.visit, chosen, span)):
            counted.count(orders)
    return counted.summary(span, services=SERVICES)
