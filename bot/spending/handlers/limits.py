"""A group's own limits on spending: /limit."""

from decimal import Decimal

from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.chats.rules.settings import By
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.telegram import messages, texts
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import parse_amount
from bot.spending.rules.limits import Level, Period
from bot.spending.screens import limits as screens
from bot.spending.service import limits

OFF = "off"
_PERIODS = {period.value: period for period in Period}


@gate.command(Permission.SETTINGS)
async def limit(update: Update, context: Context) -> None:
    """Show the limits, or change one: /limit, /limit day 50, /limit month off."""
    t = context.t
    if not context.actor.is_group:
        text = t("This is a group setting. Use it in the group.")
        await messages.reply(update, context, Screen(text))
        return
    period, _, typed = " ".join(arguments_of(update).lower().split()).partition(" ")
    try:
        if period in _PERIODS and typed:
            await _set(context, _PERIODS[period], None if typed == OFF else parse_amount(typed))
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(t, wrong)))
        return
    await messages.reply(update, context, await _panel(context))


async def _set(context: Context, period: Period, amount: Decimal | None) -> None:
    actor = context.actor
    by = By(actor.user_id, actor.name, context.now())
    async with context.begin() as session:
        await limits.set_limit(session, actor.chat.id, Level.GROUP, period, amount, by=by)


async def _panel(context: Context) -> Screen:
    async with context.read() as session:
        budget = await limits.budget(session, context.actor.chat, context.now())
    return screens.panel(context.t, budget, catalogue_here(context).currency)
