"""Commands with one or many numbers: /status, /refill, /cancel_order."""

from collections.abc import Awaitable, Callable, Sequence

from markupsafe import Markup
from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of
from bot.core.telegram.screen import Screen, lines
from bot.core.text.typed import order_numbers
from bot.orders.handlers import offers
from bot.orders.handlers.orders import ask_cancel, ask_refill
from bot.orders.handlers.outgoing import status_view
from bot.orders.screens import numbers as screens
from bot.orders.screens import order_log as log_screens
from bot.orders.service import order_log, watchers
from bot.orders.tables import Order

Ask = Callable[[Context, Order], Awaitable[str]]
"""Asks the panel for something about an order, and returns what came of it."""

MOST_NUMBERS = 300
LONGEST_NUMBER = 64  # characters of a panel's own number, hex and prefixes included


def _has_numbers(update: Update) -> bool:
    """Return whether something follows the command but signs."""
    return bool(arguments_of(update).strip("#＃№ ,;\n"))


async def _numbers(update: Update, context: Context) -> list[str]:
    """Return what was typed, which is something; say so where it is unclear, or too much."""
    try:
        typed = [number[:LONGEST_NUMBER] for number in order_numbers(arguments_of(update))]
    except InputError as unclear:
        await messages.reply_error(update, context, unclear)
        return []
    if len(typed) > MOST_NUMBERS:
        text = context.t("You can send at most {number} numbers at a time.", number=MOST_NUMBERS)
        await messages.reply(update, context, Screen(text))
        return []
    return typed


@gate.command(Permission.SEE_ORDERS)
async def status(update: Update, context: Context) -> None:
    """Say how orders stand, from the log at once, and again when the panel has answered.

    Without numbers: those of which more is expected.
    """
    if _has_numbers(update):
        typed = await _numbers(update, context)
    elif not (typed := await offers.open_numbers(context)):
        await messages.reply(update, context, log_screens.none_open(context.actor))
    actor, chat_id = context.actor, context.actor.chat.id
    for part in _parts(typed):
        async with context.read() as session:
            found = await order_log.load_numbers(session, chat_id, part, only=actor.sees_only)
        known = [order for _, meant in found for order in meant if order.provider_order_id]
        sent = await messages.reply(update, context, screens.status(found, actor, context.now()))
        view = status_view(part, actor.sees_only)
        async with context.begin() as session:
            await watchers.watch(session, known, chat_id, sent.message_id, view, now=context.now())


@gate.command(Permission.CHANGE_ORDERS)
async def refill(update: Update, context: Context) -> None:
    """Ask for refills, or offer what can be refilled: /refill."""
    if _has_numbers(update):
        await _each(update, context, ask_refill)
    else:
        await messages.reply(update, context, await offers.refills(context))


@gate.command(Permission.CHANGE_ORDERS)
async def cancel_order(update: Update, context: Context) -> None:
    """Ask for cancellations, or offer what can be canceled: /cancel_order."""
    if _has_numbers(update):
        await _each(update, context, ask_cancel)
    else:
        await messages.reply(update, context, await offers.cancellations(context))


async def _each(update: Update, context: Context, ask: Ask) -> None:
    actor = context.actor
    for part in _parts(await _numbers(update, context)):
        said: list[Markup] = []
        known: list[int] = []
        async with context.read() as session:
            found = await order_log.load_numbers(
                session, actor.chat.id, part, only=actor.sees_only
            )
        for number, meant in found:
            said.append(await _asked_for(context, number, meant, ask))
            known += [order.id for order in meant]
        await messages.reply(update, context, Screen(lines(*said), screens.card_rows(known)))


async def _asked_for(context: Context, number: str, meant: Sequence[Order], ask: Ask) -> Markup:
    """Ask for something to be done with the order that a number means, if it is one."""
    if not meant:
        return screens.no_such_order(context.actor, number)
    if len(meant) > 1:
        return screens.which(context.actor, number, meant)
    return Markup("<b>#{}</b>: {}").format(meant[0].id, await ask(context, meant[0]))


def _parts(typed: Sequence[str]) -> list[Sequence[str]]:
    size = screens.A_MESSAGE
    return [typed[at : at + size] for at in range(0, len(typed), size)]
