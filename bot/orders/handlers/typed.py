"""What is typed to the form, and what is typed without being asked: words to search for."""

from functools import partial

from telegram import Message, MessageOriginChannel, Update

from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.screens import results as result_screens
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of, text_of
from bot.core.telegram.replies import ONLY_TEXT, Take
from bot.core.telegram.screen import Screen
from bot.orders.handlers import order, result_steps, typed_steps
from bot.orders.handlers.order import Answer
from bot.orders.store import drafts
from bot.orders.tables import Draft

_NO_FILE = N_("I did not ask for a file. To order from a list, send it with /mass as its caption.")


async def form(update: Update, context: Context) -> Take | None:
    """Return who takes what was sent to a form that waits for it."""
    draft = await _draft(update, context)
    if draft is None or not _is_for(update, context, draft):
        return None
    is_asking = draft.step in typed_steps.ASKING or draft.seen_update == update.update_id
    if is_asking or order.changes_quantity(context, draft, text_of(update.message)):
        return partial(_answer, draft=draft)
    return None


async def unasked(update: Update, context: Context) -> Take | None:
    """Return who takes what nobody has asked for: all in private, in a group replies to a form."""
    draft = await _draft(update, context)
    return partial(_search, draft=draft) if _is_for(update, context, draft) else None


async def _draft(update: Update, context: Context) -> Draft | None:
    """Return the person's form; in a group only replies can be for it."""
    actor, message = context.actor, update.message
    if message is None or (actor.is_group and message.reply_to_message is None):
        return None
    async with context.read() as session:
        return await drafts.of_person(session, actor.chat.id, actor.user_id)


def _is_for(update: Update, context: Context, draft: Draft | None) -> bool:
    """Return whether a message is for the bot: in a group only as a reply to a person's form."""
    if not context.actor.is_group:
        return True
    answered = update.message.reply_to_message if update.message is not None else None
    replied = answered.message_id if answered else None
    return draft is not None and replied in {draft.message_id, draft.prompt_message_id}


async def _answer(update: Update, context: Context, *, draft: Draft) -> None:
    """Hand to the form what was sent."""
    if update.message is not None:
        said = await _read(update, context, update.message, draft)
        await order.answered(update, context, said)


async def _search(update: Update, context: Context, *, draft: Draft | None) -> None:
    """Look for what was typed, unless a form is filled that would be lost by it."""
    message = update.message
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


async def _read(update: Update, context: Context, message: Message, draft: Draft) -> Answer:
    """Return what a message says to a form: a text, a file's lines, or why it says nothing."""
    text, post = text_of(message), _post_of(message)
    if post and order.asks_for_link(context, draft):
        return Answer(text, linked_text_of(message), post)
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
