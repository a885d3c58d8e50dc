"""What people send that is no command or tap: the first who waits for it takes it.

In a group only replies to what the bot has asked that person count, and the bot is silent about
all others; in private everything is answered: a caption is read like a text, and what cannot be
read is told.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Update

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen

ONLY_TEXT = N_("I can read texts and .txt files only. Send it as a text.")


@dataclass(frozen=True, slots=True)
class Reply:
    """Something that a feature waits for.

    Attributes:
        is_awaited: whether this message of this person is that.
        take: the handler.
        only_text: what is neither text nor caption is refused in words.
    """

    is_awaited: Callable[[Update, Context], Awaitable[bool]]
    take: Callable[[Update, Context], Coroutine[Any, Any, None]]
    only_text: bool = False


class Replies:
    """Hands what people send to the first of a list that waits for it."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = replies

    async def sent(self, update: Update, context: Context) -> None:
        """Take whatever a person has sent."""
        if update.message is None:
            return
        for reply in self._replies:
            if await reply.is_awaited(update, context):
                if reply.only_text and not text_of(update.message):
                    await messages.reply(update, context, Screen(context.t(ONLY_TEXT)))
                else:
                    await reply.take(update, context)
                return


def question(
    is_answered: Callable[[Update, Context], bool],
    take: Callable[[Update, Context], Coroutine[Any, Any, None]],
    permission: Permission | Callable[[Actor], Permission],
    *,
    only_text: bool = True,
) -> Reply:
    """Return what takes the reply to a question, from who may answer it."""

    async def is_awaited(update: Update, context: Context) -> bool:
        if not is_answered(update, context):
            return False
        actor = context.actor
        wanted = permission if isinstance(permission, Permission) else permission(actor)
        return actor.may(wanted)

    return Reply(is_awaited, take, only_text=only_text)
