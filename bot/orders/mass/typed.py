"""A list that is sent after /mass has asked for one, or its corrected lines."""

from telegram import Update

from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.replies import Reply
from bot.orders.mass import handlers, store
from bot.orders.mass.rules import looks_like_one
from bot.orders.store import drafts


async def _is_awaited(update: Update, context: Context) -> bool:
    """Return whether a list is waited for: by a reply, or if no form was begun after it."""
    actor, message = context.actor, update.message
    if message is None or not actor.may(Permission.ORDER):
        return False
    async with context.read() as session:
        listed = await store.open_of(session, actor.chat.id, actor.user_id)
        if listed is None:
            return False
        if listed.text and not message.document and not looks_like_one(text_of(message)):
            return False
        replied = messages.own_message_answered(update)
        if replied is not None and replied.message_id == listed.message_id:
            return True
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        return draft is None and not actor.is_group


LIST = Reply(_is_awaited, handlers.sent)
