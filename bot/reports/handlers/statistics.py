"""/stats: the orders of some days as a picture, with buttons that draw it again."""

from markupsafe import escape
from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.telegram import messages, uploads
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import number_between
from bot.reports.rules.date_ranges import DateRange, last_days
from bot.reports.rules.statistics import Summary
from bot.reports.screens import report_scope
from bot.reports.screens import statistics as screens
from bot.reports.screens.statistics_picture import SERVICES, picture
from bot.reports.service import statistics as service

USUAL_DAYS, MOST_DAYS = 30, 365


@gate.command(Permission.SEE_ORDERS)
async def stats(update: Update, context: Context) -> None:
    """Draw the last days: /stats, /stats 7.

    Raises:
        InputError: that is no number of days.
    """
    date_range = _date_range(context, arguments_of(update))
    chosen = report_scope.widest(context.actor)
    if await _has_orders(context, chosen, date_range):
        await _draw(update, context, chosen, date_range, in_place=False)
    else:
        await messages.reply(
            update, context, Screen(escape(screens.nothing(context.t, date_range)))
        )


def _date_range(context: Context, typed: str) -> DateRange:
    expected = N_("Send a number of days from 1 to {most}.")
    days = number_between(typed, 1, MOST_DAYS, expected) if typed else USUAL_DAYS
    return _last(context, days)


def _last(context: Context, days: int) -> DateRange:
    return last_days(context.now().astimezone(context.t.zone).date(), days)


@gate.tap(Permission.SEE_ORDERS)
async def stats_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Draw other days, or other people's: `t:<scope>:<days>`."""
    chosen, days = data.text(0), data.number(1)
    if not report_scope.is_visible(context.actor, chosen) or not 1 <= days <= MOST_DAYS:
        await gate.refuse(update, context)
        return
    date_range = _last(context, days)
    if await _has_orders(context, chosen, date_range):
        await context.answer(update)
        await _draw(update, context, chosen, date_range, in_place=True)
    else:
        await context.answer(update, screens.nothing(context.t, date_range))


async def _has_orders(context: Context, chosen: str, date_range: DateRange) -> bool:
    async with context.read() as session:
        return await service.has_orders(
            session, report_scope.scope(context.actor, chosen, date_range)
        )


async def _draw(
    update: Update, context: Context, chosen: str, date_range: DateRange, *, in_place: bool
) -> None:
    summary = await _count(context, chosen, date_range)
    shown = picture(context.actor, chosen, date_range, summary)
    screen = screens.caption(context.actor, chosen, date_range, summary)
    await uploads.send_picture(update, context, shown, screen, in_place=in_place)


async def _count(context: Context, chosen: str, date_range: DateRange) -> Summary:
    scope = report_scope.scope(context.actor, chosen, date_range)
    async with context.read() as session:
        return await service.summarise(
            session, scope, date_range, context.t.zone, services=SERVICES
        )
