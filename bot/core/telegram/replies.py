"""What people send that is no command or tap: the first who waits for it takes it.

In a group only replies to what the bot has asked that person count, and the bot is silent about
all others; in private everything is answered: a caption is read like a text, and what cannot be
read is told.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from functools import partial
from typing import Any

from telegram import Update

from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import text_of

ONLY_TEXT = N_("I can read texts and .txt files only. Send it as a text.")


Take = Callable[[Update, Context], Coroutine[Any, Any, None]]
Reply = Callable[[Update, Context], Awaitable[Take | None]]
"""Something that a feature waits for: who takes this message, if it is that."""
Answer = Callable[[Update, Context, Question], Coroutine[Any, Any, None]]
"""Takes the answer to a question."""


class Replies:
    """Hands what people send to the first of a list that waits for it."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = replies

    async def sent(self, update: Update, context: Context) -> None:
        """Take whatever a person has sent."""
        context.answers = await asking.answered(update, context)
        for reply in self._replies:
            take = await reply(update, context)
            if take is not None:
                await take(update, context)
                return


def _check_is_text(update: Update) -> None:
    if update.message is None or not text_of(update.message):
        raise InputError(ONLY_TEXT)


def question(
    kinds: Collection[str],
    take: Answer,
    permission: Permission | Callable[[Actor], Permission],
    *,
    only_text: bool = True,
    fits: Callable[[Context, str], bool] = lambda _, __: True,
) -> Reply:
    """Return what takes the answer to a question (`core/questions`), from who may give it.

    What cannot be taken is said in the words of its `InputError`, and may be sent again.

    Args:
        kinds: the words of the questions.
        only_text: what is neither text nor caption is refused in words.
        fits: which texts are an answer, where others may be meant for somebody else.
    """

    async def taken(update: Update, context: Context, asked: Question) -> None:
        try:
            if only_text:
                _check_is_text(update)
            await take(update, context, asked)
        except InputError as wrong:
            await messages.reply_error(update, context, wrong)
        else:
            await asking.close(update, context, asked)

    async def reply(update: Update, context: Context) -> Take | None:
        actor, asked = context.actor, context.answers
        required = permission if isinstance(permission, Permission) else permission(actor)
        if asked is None or asked.kind not in kinds or not actor.may(required):
            return None
        if not fits(context, text_of(update.message)):
            return None
        return partial(taken, asked=asked)

    return reply
