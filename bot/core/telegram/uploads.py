"""Sending pictures and files, where a chat takes them."""

import asyncio

from telegram import (
    InputFile,
    InputMediaPhoto,
    Message,
    Update,
)
from telegram.error import BadRequest, Forbidden

from bot.core.errors import N_
from bot.core.telegram.context import Context
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.messages import answering, in_topic, laid_out, send, to_answer
from bot.core.telegram.screen import Screen

_PICTURE = "picture.png"
NO_FILES = N_("📎 I'm not allowed to send files here. Ask for it in our private chat.")


async def send_picture(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    """Send a picture with a screen as its caption; in a group as a reply."""
    actor = context.actor
    reply_to = to_answer(update, actor)
    await in_topic(
        actor,
        lambda topic: context.bot.send_photo(
            actor.chat.id,
            png,
            filename=_PICTURE,
            caption=laid_out(context.t, screen.text, is_caption=True),
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
    caption = laid_out(context.t, screen.text, is_caption=True)
    try:
        await context.bot.edit_message_media(
            InputMediaPhoto(png, filename=_PICTURE, caption=caption),
            chat_id=context.actor.chat.id,
            message_id=query.message.message_id,
            reply_markup=screen.keyboard,
        )
    except BadRequest as error:
        if meaning(error) is Failure.LOST:
            await send_picture(update, context, png, screen)
        elif meaning(error) is not Failure.UNCHANGED:
            raise


async def send_file(
    context: Context, name: str, content: str, *, reply_to: int | None = None
) -> None:
    """Send a text file, JSON or plain, to the chat and topic, else to the person in private."""
    redact = context.services.redact
    clean = redact.in_json if name.endswith(".json") else redact
    content = await asyncio.to_thread(clean, content)  # it may be long
    await send_document(context, name, content.encode(), reply_to=reply_to)


async def send_document(
    context: Context, name: str, content: bytes, *, reply_to: int | None = None
) -> None:
    """Send a file without secrets to the chat and topic, else to the person in private."""
    actor = context.actor

    async def send_to(chat_id: int, topic: int | None, answered: int | None) -> Message:
        return await context.bot.send_document(
            chat_id,
            InputFile(content, filename=name),
            message_thread_id=topic,
            reply_parameters=answering(answered),
        )

    try:
        await in_topic(actor, lambda topic: send_to(actor.chat.id, topic, reply_to))
    except (BadRequest, Forbidden) as error:
        if meaning(error) is not Failure.NO_MEDIA:
            raise
        try:
            await send_to(actor.user_id, None, None)
        except (BadRequest, Forbidden):
            await send(context, Screen(context.t(NO_FILES)), reply_to=reply_to)
