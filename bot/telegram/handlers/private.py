"""What owners do in their private chat alone: in a group others would read along."""

from collections.abc import Callable
from functools import wraps

from telegram import Update

from bot.domain.access import Permission
from bot.domain.errors import N_
from bot.telegram import talk
from bot.telegram.callback_data import CallbackData
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.handlers.access import Handler, Tap
from bot.telegram.screens.screen import Screen

HINT = N_("Others read along here. Use this in our private chat.")


def command(permission: Permission) -> Callable[[Handler], Handler]:
    """Let a command's handler run only for who has `permission`, in a private chat."""

    def decorate(handler: Handler) -> Handler:
        @access.command(permission)
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            if context.visit.is_group:
                await talk.reply(update, context, Screen(context.t(HINT)))
            else:
                await handler(update, context)

        return guarded

    return decorate


def tap(permission: Permission) -> Callable[[Tap], Handler]:
    """Let a button's handler run only for who has `permission`, in a private chat."""

    def decorate(handler: Tap) -> Handler:
        @access.tap(permission)
        @wraps(handler)
        async def guarded(update: Update, context: Context, data: CallbackData) -> None:
            if context.visit.is_group:
                await context.answer(update, context.t.plain(HINT), alert=True)
            else:
                await handler(update, context, data)

        return guarded

    return decorate
