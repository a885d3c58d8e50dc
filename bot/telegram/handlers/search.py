"""/search: services by a few words."""

from telegram import Update

from bot.domain.access import Permission
from bot.telegram import result_steps, talk
from bot.telegram.context import Context
from bot.telegram.handlers import access, order
from bot.telegram.screens import results as screens


@access.command(Permission.BROWSE)
async def search(update: Update, context: Context) -> None:
    """Open a form at what some words find: /search instagram followers refill 30."""
    words = result_steps.words_of(" ".join(context.args or ()))
    if words:
        await order.open_form(update, context, **result_steps.search_for(words))
    else:
        await talk.reply(update, context, screens.how_to(context.t))
