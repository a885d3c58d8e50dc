"""/search: services by a few words."""

from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.screens import results as screens
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of
from bot.orders.handlers import order, request_reading, requests, result_steps
from bot.orders.requests import Choices


@gate.command(Permission.BROWSE)
async def search(update: Update, context: Context) -> None:
    """Open a form at what some words find: /search instagram followers refill 30."""
    text = arguments_of(update, linked=True)
    words = words_of(text)
    try:
        asked = request_reading.choices_of(context, text)
    except InputError:
        asked = Choices()
    if any(it.links for it in asked.options) and context.actor.may(Permission.ORDER):
        await requests.open_request(update, context, asked)
    elif words:
        start = result_steps.search_for(catalogue_here(context), words)
        await order.open_form(update, context, **start)
    else:
        await messages.reply(update, context, screens.how_to(context.t))
