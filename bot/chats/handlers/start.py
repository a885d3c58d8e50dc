"""/start with the main menu, /help, /support and /language."""

from collections.abc import Mapping

from telegram import Update

from bot.chats.buttons import ChatArea
from bot.chats.handlers import settings
from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.rules.settings import Setting
from bot.chats.screens import help as help_screens
from bot.chats.screens import start as screens
from bot.chats.screens.introduction import DONE
from bot.chats.service import introductions, own_texts
from bot.core.access import gate
from bot.core.access.roles import STRANGERS, Permission, Role
from bot.core.outbox import recipients
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen


async def start(update: Update, context: Context) -> None:
    """Greet, and show the main menu; a stranger is told that the bot is private: /start.

    `/start` with a word, as links to the bot send it, opens what a feature knows by that word.
    """
    if context.actor.role in STRANGERS:
        await gate.refuse(update, context)
        return
    await _release(context)
    for opened in context.services.start_links:
        if await opened(update, context):
            return
    async with context.begin() as session:
        is_new = await introductions.begin(session, context.actor.chat.id)
        own = await own_texts.get_all(session)
    screen = _greeting(context, own, card=0 if is_new else None)
    await messages.reply(update, context, screen)


def _greeting(
    context: Context, own: Mapping[OwnTextKind, str], *, card: int | None = None
) -> Screen:
    commands = [it.name for it in context.services.commands]
    return screens.greeting(context.actor, own, commands=commands, card=card)


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
        screen = help_screens.help_text(context.actor, context.services.help)
        await messages.reply(update, context, screen)


@gate.tap(Permission.GREET)
async def introduction_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Show another card of how the bot works, or none any more: `in:<number>`."""
    card = data.number(0) if 0 <= data.number(0) < DONE else None
    screen = _greeting(context, await _own_texts(context), card=card)
    await messages.show(update, context, screen)


async def _own_texts(context: Context) -> Mapping[OwnTextKind, str]:
    async with context.read() as session:
        return await own_texts.get_all(session)


@gate.command(Permission.GREET)
async def support(update: Update, context: Context) -> None:
    """Say whom to turn to, also to who was not let in: /support."""
    own = (await _own_texts(context)).get(OwnTextKind.SUPPORT, "")
    await messages.reply(update, context, screens.support(context.actor, own))


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
    await messages.show(update, context, _greeting(context, await _own_texts(context)))


@gate.tap(Permission.GREET)
async def menu_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what a button of the main menu stands for: `m:<command>`."""
    for command in context.services.commands:
        if command.name == data.text(0) and command.name in screens.MENU_COMMANDS:
            await command.handler(update, context)
            return
