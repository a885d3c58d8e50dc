"""A list that is sent after /mass has asked for one, or its corrected lines."""

from telegram import Update

from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.replies import Take
from bot.orders.mass import handlers, store
from bot.orders.mass.rules import looks_like_one
from bot.orders.store import drafts


async def listed(update: Update, context: Context) -> Take | None:
    """Return who takes a list that is waited for: by a reply, or if no form was used since."""
    actor, message = context.actor, update.message
    replied = messages.own_message_answered(update)
    if message is None or not actor.may(Permission.ORDER) or (actor.is_group and replied is None):
        return None
    async with context.read() as session:
        waiting = await store.open_of(session, actor.chat.id, actor.user_id)
        if waiting is None:
            return None
        if waiting.text and not message.document and not looks_like_one(text_of(message)):
            return None
        if replied is not None and replied.message_id == waiting.message_id:
            return handlers.sent
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        is_latest = draft is None or draft.updated_at < waiting.created_at
        return handlers.sent if is_latest and not actor.is_group else None
