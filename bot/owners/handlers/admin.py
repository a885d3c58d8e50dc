"""The owners' dashboard, /admin: one message with pages, and what is done on them."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.owners.buttons import AdminAction
from bot.owners.handlers import admin_pages, admin_replies, problems
from bot.owners.handlers.admin_actions import ACTIONS, AdminChange
from bot.owners.handlers.admin_pages import PAGES, Draw


@owner_only.command(Permission.ADMIN)
async def admin(update: Update, context: Context) -> None:
    """Show the dashboard: /admin."""
    async with context.read() as session:
        screen = await admin_pages.home(session, context)
    await messages.reply(update, context, screen)


@owner_only.tap(Permission.ADMIN)
async def admin_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the dashboard: `ad:<action>:<number>:<value>`."""
    action = data.text(0)
    if action in PAGES:
        await context.answer(update)
        await _show(update, context, PAGES[action], data.number(1))
    elif action in ACTIONS:
        await _do(update, context, ACTIONS[action], data)
    elif action in _OTHERS:
        await _OTHERS[action](update, context, data)


async def _show(update: Update, context: Context, draw: Draw, number: int) -> None:
    async with context.read() as session:
        screen = await draw(session, context, number)
    await messages.show(update, context, screen)


async def _do(update: Update, context: Context, change: AdminChange, data: CallbackData) -> None:
    async with context.begin() as session:
        await change.do(session, context, data)
    await context.answer(update, context.t.plain(change.said))
    await _show(update, context, PAGES[change.page], data.number(1))


async def _open(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await admin(update, context)


async def _unresolved(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    command = next(it for it in context.services.commands if it.name == "unresolved")
    await command.handler(update, context)


async def _problems(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await problems.problems(update, context)


async def _ask(update: Update, context: Context, data: CallbackData) -> None:
    await context.answer(update)
    await admin_replies.ask(context, data.text(1), data.number(2))


_OTHERS: Mapping[str, Callable[[Update, Context, CallbackData], Awaitable[None]]] = {
    AdminAction.OPEN: _open,
    AdminAction.UNRESOLVED: _unresolved,
    AdminAction.PROBLEMS: _problems,
    AdminAction.ASK: _ask,
}
