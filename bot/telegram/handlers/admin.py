"""The owners' dashboard, /admin: one message with pages, and what is done on them."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.domain.access import Permission
from bot.storage import panel
from bot.telegram import admin_pages, talk, views
from bot.telegram.admin_deeds import DEEDS, Deed
from bot.telegram.admin_pages import PAGES, Draw
from bot.telegram.callback_data import AdminAction, CallbackData
from bot.telegram.context import Context
from bot.telegram.handlers import admin_replies, owners, private, problems


@private.command(Permission.ADMIN)
async def admin(update: Update, context: Context) -> None:
    """Show the dashboard: /admin."""
    async with context.read() as session:
        screen = await admin_pages.home(session, context)
    await talk.reply(update, context, screen)


@private.tap(Permission.ADMIN)
async def admin_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the dashboard: `ad:<action>:<number>:<value>`."""
    action = data.text(0)
    if action in PAGES:
        await context.answer(update)
        await _show(update, context, PAGES[action], data.number(1))
    elif action in DEEDS:
        await _do(update, context, DEEDS[action], data)
    elif action in _OTHERS:
        await _OTHERS[action](update, context, data)


async def _show(update: Update, context: Context, draw: Draw, number: int) -> None:
    async with context.read() as session:
        screen = await draw(session, context, number)
    await talk.show(update, context, screen)


async def _do(update: Update, context: Context, deed: Deed, data: CallbackData) -> None:
    async with context.begin() as session:
        await deed.do(session, context, data)
    await context.answer(update, context.t.plain(deed.said))
    await _show(update, context, PAGES[deed.page], data.number(1))


async def _open(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await admin(update, context)


async def _unresolved(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await owners.unresolved(update, context)


async def _problems(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await problems.problems(update, context)


async def _ask_balance(update: Update, context: Context, _: CallbackData) -> None:
    """Ask for the balance now, and let orders go on if it is enough."""
    await context.answer(update, context.t.plain("Asking the provider …"))
    message = update.effective_message
    if message is not None:
        async with context.begin() as session:
            chat_id, now = context.visit.chat.id, context.now()
            await panel.ask_balance(session, chat_id, message.message_id, now, views.PROVIDER)


async def _ask(update: Update, context: Context, data: CallbackData) -> None:
    await context.answer(update)
    await admin_replies.ask(context, data.text(1), data.number(2))


_OTHERS: Mapping[str, Callable[[Update, Context, CallbackData], Awaitable[None]]] = {
    AdminAction.OPEN: _open,
    AdminAction.UNRESOLVED: _unresolved,
    AdminAction.PROBLEMS: _problems,
    AdminAction.ASK_BALANCE: _ask_balance,
    AdminAction.ASK: _ask,
}
