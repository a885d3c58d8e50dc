"""Sending pictures and files, where a chat takes them."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from telegram import InputFile, InputMediaPhoto, Message, Update
from telegram.error import BadRequest, Forbidden

from bot.core.charts.helper import Helper, HelperError
from bot.core.charts.layout import Format, Layout, Row
from bot.core.charts.picture import Picture
from bot.core.errors import N_
from bot.core.telegram.context import Context
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.messages import answering, in_topic, laid_out, reply, send, to_answer
from bot.core.telegram.screen import Screen, lines

logger = logging.getLogger(__name__)

_PICTURE = "picture.png"
_ROWS_AT_ONCE = 1000
NO_FILES = N_("📎 I'm not allowed to send files here. Ask for it in our private chat.")


async def send_picture(
    update: Update, context: Context, picture: Picture, screen: Screen, *, in_place: bool = False
) -> None:
    """Draw a picture, and send it with a screen as its caption; in a group as a reply.

    Where it cannot be drawn or none are welcome, the screen says so and is sent alone.

    Args:
        in_place: it takes the place of the picture whose button was tapped.
    """
    try:
        png = await context.services.painter.call("draw", picture)
        await (_show if in_place else _send)(update, context, png, screen)
    except HelperError:
        logger.exception("picture_failed")
        note = context.t("😕 The picture could not be drawn.")
    except (BadRequest, Forbidden) as error:
        if meaning(error) is not Failure.NO_MEDIA:
            raise
        note = context.t("🖼 I'm not allowed to send pictures here.")
    else:
        return
    await reply(update, context, Screen(lines(screen.text, "", note), screen.rows))


async def _send(update: Update, context: Context, png: bytes, screen: Screen) -> None:
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


async def _show(update: Update, context: Context, png: bytes, screen: Screen) -> None:
    query = update.callback_query
    if query is None or query.message is None or not query.message.message_id:
        await _send(update, context, png, screen)
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
            await _send(update, context, png, screen)
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


async def send_table(
    context: Context, name: str, format_: Format, layout: Layout, rows: Iterable[Row]
) -> None:
    """Send a short table as a file to the chat and topic, else to the person in private.

    Args:
        name: of the file, without what it ends with.
    """
    redact = context.services.redact
    clean = [[redact(it) if isinstance(it, str) else it for it in row] for row in rows]
    try:
        content = await _written(format_, layout, clean)
    except HelperError:
        logger.exception("table_failed")
        await send(context, Screen(context.t("😕 The file could not be made.")))
        return
    await send_document(context, f"{name}.{format_.value}", content)


async def _written(format_: Format, layout: Layout, rows: Sequence[Row]) -> bytes:
    helper = Helper("bot.core.charts.tables")
    try:
        with TemporaryDirectory(prefix="table-") as folder:
            path = Path(folder) / "table"
            await helper.call("begin", str(path), format_, layout)
            for at in range(0, len(rows), _ROWS_AT_ONCE):
                await helper.call("add", rows[at : at + _ROWS_AT_ONCE])
            await helper.call("finish")
            return await asyncio.to_thread(path.read_bytes)
    finally:
        await helper.close()


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
