"""What is sent to a list: itself after /mass has asked for it, corrected lines, a quantity."""

from telegram import Message, Update

from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.replies import Take
from bot.orders.mass import handlers, quantity, store
from bot.orders.mass.rules import is_list
from bot.orders.mass.tables import MassOrder
from bot.orders.store import drafts


async def listed(update: Update, context: Context) -> Take | None:
    """Return who takes what is sent to a list: by a reply, or if no form was used since."""
    actor, message = context.actor, update.message
    replied = messages.own_message_answered(update)
    if message is None or not actor.may(Permission.ORDER) or (actor.is_group and replied is None):
        return None
    async with context.read() as session:
        waiting = await store.open_of(session, actor.chat.id, actor.user_id)
        if waiting is None:
            return None
        if replied is None or not _asked_for(replied, waiting):
            draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
            is_latest = draft is None or draft.updated_at < waiting.created_at
            if actor.is_group or not is_latest:
                return None
    if waiting.text and not message.document and not is_list(text_of(message)):
        return quantity.said(context, message, waiting)
    return handlers.sent


def _asked_for(replied: Message, waiting: MassOrder) -> bool:
    """Return whether a message of the bot has asked for a list, though its number is not known.

    A process that ended between the sending and the note asks once more, and either is answered.
    """
    if replied.message_id == waiting.message_id:
        return True
    is_later = replied.message_id > (waiting.source_message_id or replied.message_id)
    is_question = not messages.buttons_on(replied)
    return is_later and is_question and messages.is_addressed(replied, waiting.user_id)
