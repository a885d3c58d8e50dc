"""A group's own limits on spending: /limit, and its buttons."""

from decimal import Decimal

from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.chats.rules.settings import By
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages, texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, text_of
from bot.core.telegram.screen import Screen, lines
from bot.core.text.quantities import parse_amount
from bot.spending.buttons import LimitAction
from bot.spending.rules.limit_words import read_amount, read_limit
from bot.spending.rules.limits import Budget, Level, Period
from bot.spending.screens import limits as screens
from bot.spending.service import limits

QUESTION = "group_limit"


@gate.command(Permission.SETTINGS)
async def limit(update: Update, context: Context) -> None:
    """Show the limits, or change one: /limit, /limit day 50, /limit month off."""
    t = context.t
    if not context.actor.is_group:
        text = t("This is a group setting. Use it in the group.")
        await messages.reply(update, context, Screen(text))
        return
    typed, wrong = arguments_of(update), None
    try:
        if typed:
            meant = read_limit(typed, catalogue_here(context).currency)
            await _set(context, meant.period, meant.amount)
    except InputError as error:
        wrong = texts.input_error(t, error)
    shown = await _panel(context)
    text = lines(wrong, "", shown.text) if wrong else shown.text
    await messages.reply(update, context, Screen(text, shown.rows))


@gate.tap(Permission.SETTINGS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the limits: `li:<period>:<amount>`."""
    if not context.actor.is_group:
        return
    period = Period(data.text(0)) if data.text(0) in set(Period) else None
    if period is None:
        await context.answer(update)
        await messages.show(update, context, await _panel(context))
    elif data.text(1) == LimitAction.ASK:
        await context.answer(update)
        await asking.ask(context, context.t(screens.QUESTIONS[period]), QUESTION, period)
    else:
        if data.text(1):
            amount = None if data.text(1) == LimitAction.NONE else parse_amount(data.text(1))
            await _set(context, period, amount)
            await context.answer(update, context.t.plain("Saved."))
        await context.answer(update)
        await messages.show(update, context, await _choice(context, period))


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the amount of a limit.

    Raises:
        InputError: it is none.
    """
    amount = read_amount(text_of(update.message), catalogue_here(context).currency)
    await _set(context, Period(asked.about), amount)
    await messages.reply(update, context, await _panel(context))


async def _set(context: Context, period: Period, amount: Decimal | None) -> None:
    actor = context.actor
    by = By(actor.user_id, actor.name, context.now())
    async with context.begin() as session:
        await limits.set_limit(session, actor.chat.id, Level.GROUP, period, amount, by=by)


async def _budget(context: Context) -> Budget:
    async with context.read() as session:
        return await limits.budget(session, context.actor.chat, context.now())


async def _panel(context: Context) -> Screen:
    currency = catalogue_here(context).currency
    return screens.panel(context.t, await _budget(context), currency)


async def _choice(context: Context, period: Period) -> Screen:
    currency = catalogue_here(context).currency
    return screens.choose(context.t, period, await _budget(context), currency)
