"""Sending and editing messages, with one answer to each of Telegram's harmless refusals."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta

from telegram import (
    ForceReply,
    InputFile,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.telegram.context import Context
from bot.telegram.screens.screen import Screen

_PICTURE = "picture.png"
_UNCHANGED = "message is not modified"
_UNREACHABLE = ("chat not found", "user is deactivated", "peer_id_invalid")
_MUTE = ("not enough rights", "have no rights", "chat_write_forbidden", "topic_closed")
_TOO_LATE = ("query is too old", "query_id_invalid")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


def is_unchanged(error: BadRequest) -> bool:
    """Tell whether an edit was refused because the message says that already."""
    return _UNCHANGED in error.message.lower()


def is_lost(error: BadRequest) -> bool:
    """Tell whether the message to edit is not there any more."""
    return _says(error, _CANNOT_EDIT)


def is_too_late(error: TelegramError) -> bool:
    """Tell whether nobody waits for the answer any more."""
    return _says(error, _TOO_LATE)


def is_unreachable(error: TelegramError) -> bool:
    """Tell whether a chat blocked the bot, put it out, or is gone."""
    return isinstance(error, Forbidden) or _says(error, _UNREACHABLE)


def is_mute(error: TelegramError) -> bool:
    """Tell whether the bot is in a chat but may not write there."""
    return _says(error, _MUTE)


def _says(error: TelegramError, words: Sequence[str]) -> bool:
    return isinstance(error, BadRequest) and any(it in error.message.lower() for it in words)


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait; PTB gives a number now and a timedelta later."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def send(context: Context, screen: Screen, *, reply_to: int | None = None) -> Message:
    """Send a screen to the chat and topic of this visit."""
    visit = context.visit
    return await context.bot.send_message(
        visit.chat.id,
        screen.text,
        reply_markup=screen.keyboard,
        message_thread_id=visit.thread_id,
        reply_parameters=answering(reply_to),
    )


async def reply(update: Update, context: Context, screen: Screen) -> Message:
    """Send a screen; in a group as a reply to what the person wrote."""
    message = update.effective_message
    in_group = context.visit.is_group and message is not None
    return await send(
        context, screen, reply_to=message.message_id if in_group and message else None
    )


async def send_picture(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    """Send a picture with a screen as its caption; in a group as a reply."""
    visit, message = context.visit, update.effective_message
    await context.bot.send_photo(
        visit.chat.id,
        png,
        filename=_PICTURE,
        caption=screen.text,
        reply_markup=screen.keyboard,
        message_thread_id=visit.thread_id,
        reply_parameters=answering(message.message_id if visit.is_group and message else None),
    )


async def show_picture(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    """Put a picture and its caption in place of those whose button was tapped."""
    query = update.callback_query
    if query is None or query.message is None:
        await send_picture(update, context, png, screen)
        return
    try:
        await context.bot.edit_message_media(
            InputMediaPhoto(png, filename=_PICTURE, caption=screen.text),
            chat_id=context.visit.chat.id,
            message_id=query.message.message_id,
            reply_markup=screen.keyboard,
        )
    except BadRequest as error:
        if is_lost(error):
            await send_picture(update, context, png, screen)
        elif not is_unchanged(error):
            raise


async def edit(context: Context, message_id: int, screen: Screen) -> bool:
    """Make a message show a screen; `False` if the message is gone."""
    try:
        await context.bot.edit_message_text(
            screen.text,
            chat_id=context.visit.chat.id,
            message_id=message_id,
            reply_markup=screen.keyboard,
        )
    except BadRequest as error:
        if is_lost(error):
            return False
        if not is_unchanged(error):
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
    visit = context.visit
    return await context.bot.send_message(
        visit.chat.id,
        text,
        reply_markup=ForceReply(selective=True, input_field_placeholder=hint[:64]),
        message_thread_id=visit.thread_id,
        reply_parameters=answering(reply_to),
    )


async def send_file(
    context: Context, name: str, content: str, *, reply_to: int | None = None
) -> Message:
    """Send a text file, JSON or plain, to the chat and topic of this visit."""
    redact = context.services.redact
    clean = redact.in_json if name.endswith(".json") else redact
    content = await asyncio.to_thread(clean, content)  # it may be long
    return await context.bot.send_document(
        context.visit.chat.id,
        InputFile(content.encode(), filename=name),
        message_thread_id=context.visit.thread_id,
        reply_parameters=answering(reply_to),
    )


async def remove(context: Context, message_id: int | None) -> None:
    """Delete one of our messages; that it cannot be deleted (any more) changes nothing."""
    if message_id is None:
        return
    try:
        await context.bot.delete_message(context.visit.chat.id, message_id)
    except (BadRequest, Forbidden):
        return


def answering(message_id: int | None) -> ReplyParameters | None:
    """Return how a message answers another one, which may be gone."""
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


def answered(update: Update, question: re.Pattern[str]) -> re.Match[str] | None:
    """Return the bot's own question that a message replies to, if it begins as `question` says."""
    asked = own_message_answered(update)
    return question.match(asked.text or "") if asked else None


def own_message_answered(update: Update) -> Message | None:
    """Return the message of this bot that a message replies to."""
    message = update.message
    asked = message.reply_to_message if message else None
    if message is None or asked is None or asked.from_user is None:
        return None
    is_own = asked.from_user.id == message.get_bot().id and asked.via_bot is None
    return asked if is_own and asked.forward_origin is None else None
