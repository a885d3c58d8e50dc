"""/start with the main menu, /help and /language."""

from telegram import Update

from bot.chats.buttons import ChatArea
from bot.chats.handlers import settings
from bot.chats.rules.settings import Setting
from bot.chats.screens import start as screens
from bot.core.access import gate
from bot.core.access.roles import STRANGERS, Permission, Role
from bot.core.outbox import recipients
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context


async def start(update: Update, context: Context) -> None:
    """Greet, and show the main menu; a stranger is told that the bot is private: /start.

    `/start` with a word, as links to the bot send it, opens what a feature knows by that word.
    """
    if context.actor.role in STRANGERS:
        await gate.refuse(update, context)
        return
    for opened in context.services.start_links:
        if await opened(update, context):
            return
    await messages.reply(update, context, screens.greeting(context.actor))
    await _release(context)


async def _release(context: Context) -> None:
    """Show an owner what has waited for them to come."""
    actor = context.actor
    if actor.role is Role.OWNER and not actor.is_group:
        async with context.begin() as session:
            await recipients.release(session, actor.chat.id, context.now())


async def help_(update: Update, context: Context) -> None:
    """List what this person may do here: /help."""
    if context.actor.role in STRANGERS:
        await gate.refuse(update, context)
    else:
        await messages.reply(
            update, context, screens.help_text(context.actor, context.services.commands)
        )


@gate.command(Permission.LANGUAGE)
async def language(update: Update, context: Context) -> None:
    """Offer the languages: /language. A group's is its administrators' to choose."""
    actor = context.actor
    if actor.is_group and not actor.may(Permission.SETTINGS):
        await gate.refuse(update, context)
        return
    screen = screens.languages(actor, context.services.catalogues, ChatArea.LANGUAGE)
    await messages.reply(update, context, screen)


@gate.tap(Permission.LANGUAGE)
async def language_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Set the chosen language: `g:<code>`."""
    actor, code = context.actor, data.text(0)
    if code not in context.services.catalogues.languages():
        return
    if actor.is_group and not actor.may(Permission.SETTINGS):
        await gate.refuse(update, context)
        return
    await settings.put(context, Setting.LANGUAGE, code)
    await context.answer(update, actor.t.plain("Language changed."))
    await messages.show(update, context, screens.greeting(actor))


@gate.tap(Permission.GREET)
async def menu_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what a button of the main menu stands for: `m:<command>`."""
    for command in context.services.commands:
        if command.name == data.text(0) and command.name in screens.MENU_COMMANDS:
            await command.handler(update, context)
            return
