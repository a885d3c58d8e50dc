"""/search: services by a few words."""

from telegram import Update

from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.screens import results as screens
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.orders.handlers import order, result_steps


@gate.command(Permission.BROWSE)
async def search(update: Update, context: Context) -> None:
    """Open a form at what some words find: /search instagram followers refill 30."""
    words = words_of(" ".join(context.args or ()))
    if words:
        await order.open_form(update, context, **result_steps.search_for(words))
    else:
        await messages.reply(update, context, screens.how_to(context.t))
