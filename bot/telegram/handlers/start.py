"""/start with the main menu, /help and /language."""

from telegram import Update

from bot.domain.access import STRANGERS, Permission, Role
from bot.domain.settings import Setting
from bot.storage import undelivered
from bot.storage.tables import Step
from bot.telegram import deep_links, talk
from bot.telegram.callback_data import Area, CallbackData
from bot.telegram.context import Context
from bot.telegram.handlers import access, admin, order, orders, owners, settings, statistics
from bot.telegram.screens import start as screens


async def start(update: Update, context: Context) -> None:
    """Greet, and show the main menu; a stranger is told that the bot is private: /start.

    `/start s_123`, as links to a service send it, opens the order form there.
    """
    meant = None if context.visit.is_group else deep_links.service_in(context.args)
    if context.visit.role in STRANGERS:
        await access.refuse(update, context)
    elif meant is not None:
        await order.open_form(update, context, step=Step.CARD, service_id=meant)
    else:
        await talk.reply(update, context, screens.greeting(context.visit))
        await _release(context)


async def _release(context: Context) -> None:
    """Show an owner what has waited for them to come."""
    visit = context.visit
    if visit.role is Role.OWNER and not visit.is_group:
        async with context.begin() as session:
            await undelivered.release(session, visit.chat.id, context.now())


async def help_(update: Update, context: Context) -> None:
    """List what this person may do here: /help."""
    if context.visit.role in STRANGERS:
        await access.refuse(update, context)
    else:
        await talk.reply(update, context, screens.help_text(context.visit))


@access.command(Permission.LANGUAGE)
async def language(update: Update, context: Context) -> None:
    """Offer the languages: /language. A group's is its administrators' to choose."""
    visit = context.visit
    if visit.is_group and not visit.may(Permission.SETTINGS):
        await access.refuse(update, context)
        return
    screen = screens.languages(visit, context.services.catalogues, Area.LANGUAGE)
    await talk.reply(update, context, screen)


@access.tap(Permission.LANGUAGE)
async def language_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Set the chosen language: `g:<code>`."""
    visit, code = context.visit, data.text(0)
    if code not in context.services.catalogues.languages():
        return
    if visit.is_group and not visit.may(Permission.SETTINGS):
        await access.refuse(update, context)
        return
    await settings.put(context, Setting.LANGUAGE, code)
    await context.answer(update, visit.t.plain("The language is set."))
    await talk.show(update, context, screens.greeting(visit))


@access.tap(Permission.GREET)
async def menu_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what a button of the main menu stands for: `m:<command>`."""
    handler = _MENU.get(data.text(0))
    if handler is None:
        return
    await handler(update, context)


_MENU = {
    "order": order.order,
    "services": order.services,
    "orders": orders.log,
    "stats": statistics.stats,
    "settings": settings.settings,
    "balance": owners.balance,
    "admin": admin.admin,
    "language": language,
    "help": help_,
}
