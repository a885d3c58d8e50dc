"""What people send that is no command or tap: the first who waits for it takes it.

In a group only replies to what the bot has asked that person count, and the bot is silent about
all others; in private everything is answered: a caption is read like a text, and what cannot be
read is told.
"""

import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from telegram import Update

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen

ONLY_TEXT = N_("I can read texts and .txt files only. Send it as a text.")


Take = Callable[[Update, Context], Coroutine[Any, Any, None]]
Reply = Callable[[Update, Context], Awaitable[Take | None]]
"""Something that a feature waits for: who takes this message, if it is that."""


class Replies:
    """Hands what people send to the first of a list that waits for it."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = replies

    async def sent(self, update: Update, context: Context) -> None:
        """Take whatever a person has sent."""
        for reply in self._replies:
            take = await reply(update, context)
            if take is not None:
                await take(update, context)
                return


def question(
    prompt: re.Pattern[str] | Callable[[Update, Context], bool],
    take: Take,
    permission: Permission | Callable[[Actor], Permission],
    *,
    only_text: bool = True,
) -> Reply:
    """Return what takes the reply to a question, from who may answer it.

    Args:
        prompt: how the question begins; or whether a message answers it.
        only_text: what is neither text nor caption is refused in words.
    """

    async def reply(update: Update, context: Context) -> Take | None:
        if isinstance(prompt, re.Pattern):
            is_answered = messages.answered(update, prompt) is not None
        else:
            is_answered = prompt(update, context)
        actor = context.actor
        wanted = permission if isinstance(permission, Permission) else permission(actor)
        if not is_answered or not actor.may(wanted):
            return None
        is_read = update.message is not None and bool(text_of(update.message))
        return take if is_read or not only_text else _refuse

    return reply


async def _refuse(update: Update, context: Context) -> None:
    await messages.reply(update, context, Screen(context.t(ONLY_TEXT)))
