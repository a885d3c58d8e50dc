"""Questions that are answered by a text.

Telegram opens a reply to the question. In a private chat the next text is the answer, too, though
it is no reply; a command or a tap in between says that something else came up.
"""

from datetime import timedelta

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message, Update

from bot.core.questions import store
from bot.core.questions.tables import Question
from bot.core.telegram import messages, texts
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import COMMAND, text_of
from bot.core.telegram.screen import lines

REMEMBERED = timedelta(hours=1)
"""So long a text that is no reply is taken for the answer."""


async def ask(
    context: Context, text: Markup, kind: str, about: str = "", *, hint: str = ""
) -> Message:
    """Ask somebody for a text; in a group the question names who is asked.

    Args:
        kind: the word by which the feature takes the answer.
        about: what it is about, for the feature.
        hint: an example, which Telegram shows where the answer is typed.
    """
    actor, t = context.actor, context.t
    if actor.is_group:
        who = texts.person(actor.user_id, actor.name)
        text = lines(
            Markup("{}: {}").format(who, text), t("<i>Answer by replying to this message.</i>")
        )
    sent = await messages.ask(context, text, reply_to=None, hint=hint)
    await _remember(context, sent.message_id, kind, about)
    return sent


async def listen(update: Update, context: Context, kind: str, about: str = "") -> None:
    """Take what is written next in a private chat for the answer to the screen just shown there.

    Such a screen asks by its buttons: the feature says which texts are an answer all the same.
    """
    query = update.callback_query
    if not context.actor.is_group and query is not None and query.message is not None:
        await _remember(context, query.message.message_id, kind, about)


async def _remember(context: Context, message_id: int, kind: str, about: str) -> None:
    actor = context.actor
    question = Question(
        chat_id=actor.chat.id,
        message_id=message_id,
        user_id=actor.user_id,
        kind=kind,
        about=about,
        asked_at=context.now(),
    )
    async with context.begin() as session:
        await store.add(session, question)


async def expect_reply(session: AsyncSession, question: Question) -> None:
    """Take a reply to a message that was pushed for its answer; other texts are no answer."""
    question.is_latest = False
    await session.merge(question)


async def answered(update: Update, context: Context) -> Question | None:
    """Return the question that a message answers: it replies to it, or comes next in private."""
    message, actor = update.message, context.actor
    if message is None:
        return None
    asked = messages.own_message_answered(update)
    if asked is not None:
        async with context.read() as session:
            return await store.find(session, actor.chat.id, asked.message_id)
    is_reply = message.reply_to_message is not None
    latest = None if actor.is_group or is_reply else actor.asked
    if latest is None or latest.closed_by not in {None, update.update_id}:
        return None
    return latest if context.now() - latest.asked_at < REMEMBERED else None


async def close(update: Update, context: Context, question: Question) -> None:
    """Take no other text for the answer, unless it is a reply."""
    async with context.begin() as session:
        await store.close(session, question, update.update_id)


async def leave(update: Update, context: Context) -> None:
    """Close what was asked when somebody does something else: a command or a tap."""
    asked = context.actor.asked
    is_command = update.message is not None and COMMAND.match(text_of(update.message)) is not None
    if asked is None or asked.closed_by is not None:
        return
    if is_command or update.callback_query is not None:
        await close(update, context, asked)
