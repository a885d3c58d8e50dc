"""What is typed to the form, and what is typed without being asked: words to search for."""

from telegram import Message, MessageOriginChannel, Update

from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.screens import results as result_screens
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of, text_of
from bot.core.telegram.replies import ONLY_TEXT, Reply
from bot.core.telegram.screen import Screen
from bot.orders.handlers import form_steps, order, result_steps
from bot.orders.handlers.order import Answer
from bot.orders.store import drafts
from bot.orders.tables import Draft

_A_POST = N_("This is a forwarded post. If you mean the post itself, send its link: {link}")
_NO_FILE = N_("I did not ask for a file. To order from a list, send it with /mass as its caption.")


async def _asks(update: Update, context: Context) -> bool:
    """Return whether a form of this person waits for what was sent."""
    draft = await _draft(context)
    if draft is None or (context.actor.is_group and not _is_to_form(update.message, draft)):
        return False
    return draft.step in form_steps.ASKING or draft.seen_update == update.update_id


async def _answer(update: Update, context: Context) -> None:
    """Hand to the form what was sent."""
    message, draft = update.message, await _draft(context)
    if message is not None and draft is not None:
        await order.answered(update, context, await _read(update, context, message, draft))


async def _is_unasked(update: Update, context: Context) -> bool:
    return not context.actor.is_group or _is_to_form(update.message, await _draft(context))


async def _unasked(update: Update, context: Context) -> None:
    """Look for what was typed, unless a form is filled that would be lost by it."""
    message, draft = update.message, await _draft(context)
    if message is None:
        return
    text = linked_text_of(message)
    words = words_of(text)
    if not context.actor.may(Permission.BROWSE):
        await gate.refuse(update, context)
    elif draft is not None and not result_steps.is_looking(draft, text):
        said = context.t("Use the buttons of the form above, or close it with /cancel.")
        await messages.reply(update, context, Screen(said))
    elif message.document is not None:
        await messages.reply(update, context, Screen(context.t(_NO_FILE)))
    elif not (message.text or message.caption):
        await messages.reply(update, context, Screen(context.t(ONLY_TEXT)))
    elif words:
        await order.open_form(update, context, **result_steps.search_for(words))
    else:
        await messages.reply(update, context, result_screens.how_to(context.t))


FORM = Reply(_asks, _answer)
UNASKED = Reply(_is_unasked, _unasked)


async def _draft(context: Context) -> Draft | None:
    async with context.read() as session:
        return await drafts.of_person(session, context.actor.chat.id, context.actor.user_id)


def _is_to_form(message: Message | None, draft: Draft | None) -> bool:
    """Return whether a message replies to a person's form."""
    answered = message.reply_to_message if message is not None else None
    replied = answered.message_id if answered else None
    return draft is not None and replied in {draft.message_id, draft.prompt_message_id}


async def _read(update: Update, context: Context, message: Message, draft: Draft) -> Answer:
    """Return what a message says to a form: a text, a file's lines, or why it says nothing."""
    text, post = text_of(message), _post_of(message)
    if post and order.asks_for_link(context, draft):
        return Answer(wrong=InputError(_A_POST, {"link": post}))
    if message.document is not None and (not text or order.asks_for_list(context, draft)):
        try:
            content = await files.read_text(message.document, update, context)
        except InputError as wrong:
            return Answer(wrong=wrong)
        return Answer(content, content)
    if not (message.text or message.caption):
        return Answer(wrong=InputError(ONLY_TEXT))
    return Answer(text, linked_text_of(message))


def _post_of(message: Message) -> str:
    """Return the link to the post of a public channel that was forwarded; else nothing."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel) or not origin.chat.username:
        return ""
    return f"https://t.me/{origin.chat.username}/{origin.message_id}"
