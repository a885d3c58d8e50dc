"""Who wants no broadcasts says so below one, and hears them again when they like."""

from telegram import InlineKeyboardMarkup, Update
from telegram.error import BadRequest

from bot.broadcasts import service
from bot.broadcasts.buttons import BroadcastArea
from bot.broadcasts.screens import news_button
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.telegram.buttons import CallbackData, read
from bot.core.telegram.context import Context
from bot.core.telegram.errors import Failure, meaning


@gate.tap(Permission.GREET)
async def news_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Mute broadcasts in this chat, or hear them again: `n:<1 or 0>`. A group's is its admins'."""
    actor, t = context.actor, context.t
    if data.text(0) not in {"0", "1"}:
        return
    if actor.is_group and not actor.may(Permission.SETTINGS):
        await gate.refuse(update, context)
        return
    muted = data.text(0) == "0"
    async with context.begin() as session:
        await service.set_muted(session, actor.chat, muted=muted)
    mute, unmute = (
        t.plain("🔕 This chat won't get news any more."),
        t.plain("🔔 This chat will get news again."),
    )
    await context.answer(update, mute if muted else unmute)
    await _turn_button(update, context, muted=muted)


async def _turn_button(update: Update, context: Context, *, muted: bool) -> None:
    """Have the button offer the opposite; the others stay as they are."""
    query = update.callback_query
    message = query.message if query else None
    markup = getattr(message, "reply_markup", None)
    if message is None or markup is None:
        return
    rows = [
        [
            news_button(context.t, muted=muted) if _is_news(button.callback_data) else button
            for button in row
        ]
        for row in markup.inline_keyboard
    ]
    try:
        await context.bot.edit_message_reply_markup(
            message.chat.id, message.message_id, reply_markup=InlineKeyboardMarkup(rows)
        )
    except BadRequest as error:
        if meaning(error) not in {Failure.LOST, Failure.UNCHANGED}:
            raise


def _is_news(data: object) -> bool:
    found = read(data) if isinstance(data, str) else None
    return found is not None and found.area is BroadcastArea.NEWS
