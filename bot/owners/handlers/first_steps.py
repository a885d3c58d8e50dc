"""An owner's first /start: what to do first, below the greeting."""

from telegram import Update

from bot.chats.screens import start
from bot.chats.service import introductions, own_texts
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.owners.screens import first_steps as screens
from bot.owners.service import first_steps as service


async def at_start(update: Update, context: Context) -> bool:
    """Show an owner who comes for the first time what to do first; `False` to all others."""
    actor, services = context.actor, context.services
    if actor.is_group or not actor.may(Permission.ADMIN) or context.args:
        return False
    async with context.begin() as session:
        if not await introductions.begin(session, actor.chat.id):
            return False
        own = await own_texts.get_all(session)
        done = await service.done(session, services.owners, is_open=services.is_open)
    menu = start.greeting(actor, own, commands=[it.name for it in services.commands])
    screen = screens.greeting(actor, menu, done, context.bot.username)
    await messages.reply(update, context, screen)
    return True
