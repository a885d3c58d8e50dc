"""A group's own limits on spending: /limit."""

from decimal import Decimal

from telegram import Update

from bot.domain.access import Permission
from bot.domain.errors import InputError
from bot.domain.limits import Level, Period
from bot.domain.quantities import parse_amount
from bot.storage import limits
from bot.telegram import talk, texts
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.message_text import arguments_of
from bot.telegram.screens import limits as screens
from bot.telegram.screens.screen import Screen

OFF = "off"
_PERIODS = {period.value: period for period in Period}


@access.command(Permission.SETTINGS)
async def limit(update: Update, context: Context) -> None:
    """Show the limits, or change one: /limit, /limit day 50, /limit month off."""
    t = context.t
    if not context.visit.is_group:
        text = t("This is a setting of a group. Use it there.")
        await talk.reply(update, context, Screen(text))
        return
    period, _, typed = " ".join(arguments_of(update).lower().split()).partition(" ")
    try:
        if period in _PERIODS and typed:
            await _put(context, _PERIODS[period], None if typed == OFF else parse_amount(typed))
    except InputError as wrong:
        await talk.reply(update, context, Screen(texts.input_error(t, wrong)))
        return
    await talk.reply(update, context, await _panel(context))


async def _put(context: Context, period: Period, amount: Decimal | None) -> None:
    visit = context.visit
    async with context.begin() as session:
        await limits.put(
            session,
            visit.chat.id,
            Level.GROUP,
            period,
            amount,
            by=(visit.user_id, visit.name),
            now=context.now(),
        )


async def _panel(context: Context) -> Screen:
    async with context.read() as session:
        budget = await limits.budget(session, context.visit.chat, context.now())
    return screens.panel(context.t, budget, context.catalogue.currency)
