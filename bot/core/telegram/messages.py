"""Sending and editing messages, with one answer to each of Telegram's harmless refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram import (
    ForceReply,
    InputFile,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.core.errors import N_
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.screen import Screen

_PICTURE = "picture.png"
NO_FILES = N_("📎 I'm not allowed to send files here. Ask for it in our private chat.")


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait; PTB gives a number now and a timedelta later."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def send(context: Context, screen: Screen, *, reply_to: int | None = None) -> Message:
    """Send a screen to the chat and topic of this visit."""
    return await _in_topic(
        context.actor,
        lambda topic: context.bot.send_message(
            context.actor.chat.id,
            screen.text,
            reply_markup=screen.keyboard,
            message_thread_id=topic,
            reply_parameters=answering(reply_to),
        ),
    )


async def _in_topic(actor: Actor, send_to: Callable[[int | None], Awaitable[Message]]) -> Message:
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
    message = update.effective_message
    in_group = context.actor.is_group and message is not None
    return await send(
        context, screen, reply_to=message.message_id if in_group and message else None
    )


async def send_picture(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    """Send a picture with a screen as its caption; in a group as a reply."""
    actor, message = context.actor, update.effective_message
    reply_to = message.message_id if actor.is_group and message else None
    await _in_topic(
        actor,
        lambda topic: context.bot.send_photo(
            actor.chat.id,
            png,
            filename=_PICTURE,
            caption=screen.text,
            reply_markup=screen.keyboard,
            message_thread_id=topic,
            reply_parameters=answering(reply_to),
        ),
    )


async def show_picture(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    """Put a picture and its caption in place of those whose button was tapped."""
    query = update.callback_query
    if query is None or query.message is None or not query.message.message_id:
        await send_picture(update, context, png, screen)
        return
    try:
        await context.bot.edit_message_media(
            InputMediaPhoto(png, filename=_PICTURE, caption=screen.text),
            chat_id=context.actor.chat.id,
            message_id=query.message.message_id,
            reply_markup=screen.keyboard,
        )
    except BadRequest as error:
        if meaning(error) is Failure.LOST:
            await send_picture(update, context, png, screen)
        elif meaning(error) is not Failure.UNCHANGED:
            raise


async def edit(context: Context, message_id: int, screen: Screen) -> bool:
    """Make a message show a screen; `False` if the message is gone."""
    if not message_id:
        return False
    try:
        await context.bot.edit_message_text(
            screen.text,
            chat_id=context.actor.chat.id,
            message_id=message_id,
            reply_markup=screen.keyboard,
        )
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


async def ask(context: Context, text: str, *, reply_to: int | None, hint: str) -> Message:
    """Ask one person of a group for a text: their keyboard opens as a reply to this message."""
    return await _in_topic(
        context.actor,
        lambda topic: context.bot.send_message(
            context.actor.chat.id,
            text,
            reply_markup=ForceReply(
                selective=context.actor.is_group, input_field_placeholder=hint[:64]
            ),
            message_thread_id=topic,
            reply_parameters=answering(reply_to),
        ),
    )


async def send_file(
    context: Context, name: str, content: str, *, reply_to: int | None = None
) -> None:
    """Send a text file, JSON or plain, to the chat and topic, else to the person in private."""
    actor, redact = context.actor, context.services.redact
    clean = redact.in_json if name.endswith(".json") else redact
    content = await asyncio.to_thread(clean, content)  # it may be long

    async def send_to(chat_id: int, topic: int | None, answered: int | None) -> Message:
        return await context.bot.send_document(
            chat_id,
            InputFile(content.encode(), filename=name),
            message_thread_id=topic,
            reply_parameters=answering(answered),
        )

    try:
        await _in_topic(actor, lambda topic: send_to(actor.chat.id, topic, reply_to))
    except (BadRequest, Forbidden) as error:
        if meaning(error) is not Failure.NO_MEDIA:
            raise
        try:
            await send_to(actor.user_id, None, None)
        except (BadRequest, Forbidden):
            await send(context, Screen(context.t(NO_FILES)), reply_to=reply_to)


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
