"""What owners do in their private chat alone: in a group others would read along."""

from collections.abc import Callable
from functools import wraps

from telegram import Update

from bot.core.access import gate
from bot.core.access.gate import Handler, Tap
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen

HINT = N_("Others can read this here. Use it in our private chat.")


def command(permission: Permission) -> Callable[[Handler], Handler]:
    """Let a command's handler run only for who has `permission`, in a private chat."""

    def decorate(handler: Handler) -> Handler:
        @gate.command(permission)
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            if context.actor.is_group:
                await messages.reply(update, context, Screen(context.t(HINT)))
            else:
                await handler(update, context)

        return guarded

    return decorate


def tap(permission: Permission) -> Callable[[Tap], Handler]:
    """Let a button's handler run only for who has `permission`, in a private chat."""

    def decorate(handler: Tap) -> Handler:
        @gate.tap(permission)
        @wraps(handler)
        async def guarded(update: Update, context: Context, data: CallbackData) -> None:
            if context.actor.is_group:
                await context.answer(update, context.t.plain(HINT), alert=True)
            else:
                await handler(update, context, data)

        return guarded

    return decorate
