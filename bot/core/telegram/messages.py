"""Sending and editing messages, with one answer to each of Telegram's harmless refusals."""

from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any

from markupsafe import Markup
from telegram import (
    ForceReply,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.constants import MessageLimit
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.core.errors import N_, InputError
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import CallbackData, read
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.limiter import Limiter
from bot.core.telegram.screen import Media, Screen, lines
from bot.core.text.mirroring import mirrored

NOTICED_SECONDS = 3
ROOM_LEFT = 3500  # characters of a text to which a line can be added
LATE = N_("<i>⏳ Late, because Telegram lets me send a group 20 messages a minute.</i>")


def laid_out(t: Translator, text: Markup, *, is_caption: bool = False) -> Markup:
    """Return a text as it is sent in a language: one from the right has its lines there."""
    if not t.is_mirrored:
        return text
    limits = MessageLimit
    return mirrored(text, limits.CAPTION_LENGTH if is_caption else limits.MAX_TEXT_LENGTH)


async def send(context: Context, screen: Screen, *, reply_to: int | None = None) -> Message:
    """Send a screen to the chat and topic of this visit; a late one says why, if nothing has."""
    text, wait = screen.text, _wait(context)
    if wait and not context.is_late_notified and len(text) < ROOM_LEFT:
        context.is_late_notified = True
        text = lines(text, "", context.t(LATE))
    content = content_of(screen.media, laid_out(context.t, text, is_caption=bool(screen.media)))
    return await in_topic(
        context.actor,
        lambda topic: send_content(
            context.bot,
            context.actor.chat.id,
            content,
            reply_markup=screen.keyboard,
            message_thread_id=topic,
            reply_parameters=answering(reply_to),
        ),
    )


def content_of(media: Media | None, text: Markup) -> dict[str, Any]:
    """Return a text, or a photo or document above it, as calls of the Bot API name them."""
    if media is None:
        return {"text": text}
    return {"document" if media.is_document else "photo": media.file_id, "caption": text}


async def send_content(
    bot: ExtBot[Any], chat_id: int, content: dict[str, Any], **common: Any
) -> Message:
    """Send what `content_of` has returned."""
    if "text" in content:
        return await bot.send_message(chat_id, **content, **common)
    if "photo" in content:
        return await bot.send_photo(chat_id, **content, **common)
    return await bot.send_document(chat_id, **content, **common)


async def edit_content(
    bot: ExtBot[Any], chat_id: int, message_id: int, screen: Screen, text: Markup, **common: Any
) -> None:
    """Have one of our messages show a text; a photo or a document above it stays as it is.

    Args:
        text: the screen's, as it is laid out.
    """
    common |= {"chat_id": chat_id, "message_id": message_id, "reply_markup": screen.keyboard}
    try:
        if screen.media is None:
            await bot.edit_message_text(text, **common)
        else:
            await bot.edit_message_caption(caption=text, **common)
    except BadRequest as error:
        if meaning(error) is not Failure.OTHER_CONTENT:
            raise
        if screen.media is None:  # the message has one, the screen has none any more
            await bot.edit_message_caption(caption=text, **common)
        else:
            await bot.edit_message_text(text, **common)


def _wait(context: Context) -> int:
    """Return how many seconds a group has to wait for an answer; 0 if it hardly notices."""
    limiter = context.bot.rate_limiter
    if not context.actor.is_group or not isinstance(limiter, Limiter):
        return 0
    wait = ceil(limiter.wait(context.actor.chat.id))
    return wait if wait >= NOTICED_SECONDS else 0


async def _notify_wait(update: Update, context: Context) -> None:
    """Say on a tap that its answer comes late, and why: that takes nothing of the group's pace."""
    wait = _wait(context)
    if wait and update.callback_query is not None and not context.is_answered:
        context.is_late_notified = True
        text = context.t.plural_plain(
            "⏳ Telegram lets me send a group 20 messages a minute. Please wait {number} second.",
            "⏳ Telegram lets me send a group 20 messages a minute. Please wait {number} seconds.",
            wait,
        )
        await context.answer(update, text)


async def in_topic(actor: Actor, send_to: Callable[[int | None], Awaitable[Message]]) -> Message:
    """Send to the topic of this visit; one that is closed or deleted is answered in the group."""
    try:
        return await send_to(actor.thread_id)
    except BadRequest as error:
        if actor.thread_id is None or meaning(error) is not Failure.NO_TOPIC:
            raise
    actor.thread_id = None
    return await send_to(None)


async def reply(update: Update, context: Context, screen: Screen) -> Message:
    """Send a screen; in a group as a reply to what the person wrote."""
    await _notify_wait(update, context)
    return await send(context, screen, reply_to=to_answer(update, context.actor))


async def reply_error(update: Update, context: Context, error: InputError) -> None:
    """Say why what a person has sent cannot be taken."""
    await reply(update, context, Screen(texts.input_error(context.t, error)))


def to_answer(update: Update, actor: Actor) -> int | None:
    """Return the message that an answer replies to; in a private chat it needs none."""
    message = update.effective_message
    return message.message_id if actor.is_group and message else None


async def edit(context: Context, message_id: int, screen: Screen) -> bool:
    """Make a message show a screen; `False` if the message is gone."""
    if not message_id:
        return False
    try:
        text = laid_out(context.t, screen.text, is_caption=bool(screen.media))
        await edit_content(context.bot, context.actor.chat.id, message_id, screen, text)
    except BadRequest as error:
        if meaning(error) is Failure.LOST:
            return False
        if meaning(error) is not Failure.UNCHANGED:
            raise
    return True


async def show(update: Update, context: Context, screen: Screen) -> None:
    """Turn the message whose button was tapped into a screen; answer a command with a new one."""
    query = update.callback_query
    if query is None or query.message is None:
        await reply(update, context, screen)
    elif not await edit(context, query.message.message_id, screen):
        await send(context, screen)


async def ask(context: Context, text: Markup, *, reply_to: int | None, hint: str) -> Message:
    """Ask one person of a group for a text: their keyboard opens as a reply to this message."""
    return await in_topic(
        context.actor,
        lambda topic: context.bot.send_message(
            context.actor.chat.id,
            laid_out(context.t, text),
            reply_markup=ForceReply(
                selective=context.actor.is_group, input_field_placeholder=hint[:64]
            ),
            message_thread_id=topic,
            reply_parameters=answering(reply_to),
        ),
    )


async def remove(context: Context, message_id: int | None) -> None:
    """Delete one of our messages; that it cannot be deleted (any more) changes nothing."""
    if not message_id:
        return
    try:
        await context.bot.delete_message(context.actor.chat.id, message_id)
    except (BadRequest, Forbidden):
        return


def answering(message_id: int | None) -> ReplyParameters | None:
    """Return how a message answers another one, which may be gone, or of a chat that is."""
    if not message_id:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


def own_message_answered(update: Update) -> Message | None:
    """Return the message of this bot that a message replies to."""
    message = update.message
    asked = message.reply_to_message if message else None
    if message is None or asked is None or asked.from_user is None:
        return None
    is_own = asked.from_user.id == message.get_bot().id and asked.via_bot is None
    return asked if is_own and asked.forward_origin is None else None


def buttons_on(message: Message) -> list[CallbackData]:
    """Return what the bot's buttons under a message carry."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    found = (read(str(it.callback_data)) for row in rows for it in row if it.callback_data)
    return [data for data in found if data is not None]


def is_addressed(message: Message, user_id: int) -> bool:
    """Return whether a message of the bot names a person, as a question in a group does."""
    links = message.parse_entities([MessageEntity.TEXT_MENTION])
    return any(it.user is not None and it.user.id == user_id for it in links)
