"""What is typed to the form, and what nobody has asked for: an order, or words to search for."""

from functools import partial

from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here
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
from bot.orders.buttons import OrderArea
from bot.orders.forms.fields import LINK, QUANTITY
from bot.orders.handlers import (
    order,
    request_lists,
    request_reactions,
    request_reading,
    requests,
    result_steps,
    typed_steps,
)
from bot.orders.handlers.form_screen import state_of
from bot.orders.handlers.order import Answer
from bot.orders.handlers.request_reading import post_of
from bot.orders.mass import handlers as mass_handlers
from bot.orders.requests import Choices
from bot.orders.service.form import NotOnSaleError
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step

_NO_FILE = N_("I did not ask for a file. To order from a list, send it with /mass as its caption.")
_ASKED_IN_REQUESTS = {LINK.key, QUANTITY.key}
"""What a message says of an order besides its service; other fields take what was typed."""
_INPUT_STEPS = typed_steps.ASKING | {Step.SUMMARY}


async def form(update: Update, context: Context) -> Take | None:
    """Return who takes what was sent to a form that waits for it."""
    draft = await _draft(update, context)
    if draft is None or not _is_for(update, context, draft):
        return None
    is_asking = draft.step in typed_steps.ASKING or draft.seen_update == update.update_id
    text = text_of(update.message)
    changes = order.changes_quantity(context, draft, text) and not _has_links(update, context)
    return partial(_answer, draft=draft) if is_asking or changes else None


async def unasked(update: Update, context: Context) -> Take | None:
    """Return who takes what nobody has asked for: all in private, in a group what is for the bot.

    That is a reply to a person's form, what names the bot, and links that are sent in reply to it.
    """
    draft = await _draft(update, context)
    is_ours = _is_for(update, context, draft) or _names_the_bot(update, context)
    is_reply = messages.own_message_answered(update) is not None
    if is_ours or (is_reply and _has_links(update, context)):
        return partial(_unasked, draft=draft)
    return None


async def _draft(update: Update, context: Context) -> Draft | None:
    """Return the person's form; in a group only what is for the bot can be for it."""
    actor, message = context.actor, update.message
    if message is None:
        return None
    is_reply = message.reply_to_message is not None
    if actor.is_group and not is_reply and not _names_the_bot(update, context):
        return None
    async with context.read() as session:
        return await drafts.of_person(session, actor.chat.id, actor.user_id)


def _is_for(update: Update, context: Context, draft: Draft | None) -> bool:
    """Return whether a message is for the bot: in a group only as a reply to a person's form."""
    if not context.actor.is_group:
        return True
    answered = messages.own_message_answered(update)
    if draft is None or answered is None:
        return False
    is_known = answered.message_id in {draft.message_id, draft.prompt_message_id}
    return is_known or _is_of_form(answered, draft)


def _is_of_form(answered: Message, draft: Draft) -> bool:
    """Return whether a message of the bot is a form's, though its number is not known.

    A process that ended between the sending and the note asks once more, and either is answered.
    """
    shown = messages.buttons_on(answered)
    if shown:
        return any(it.area is OrderArea.FORM and it.number(0) == draft.id for it in shown)
    is_later = answered.message_id > (draft.source_message_id or answered.message_id)
    return is_later and messages.is_addressed(answered, draft.user_id)


def _names_the_bot(update: Update, context: Context) -> bool:
    """Return whether a message mentions the bot: `@bot 1000 likes https://...`."""
    own = request_reading.mention(context)
    return own.search(text_of(update.message)) is not None


def _has_links(update: Update, context: Context) -> bool:
    try:
        return update.message is not None and bool(
            request_reading.links_of(context, update.message)
        )
    except InputError:
        return True


async def _answer(update: Update, context: Context, *, draft: Draft) -> None:
    """Hand to the form what was sent, or what was sent beside its question to whom it is for."""
    message = update.message
    if message is None:
        return
    asked = _beside_question(context, message, draft)
    if asked.options and context.actor.may(Permission.ORDER):
        await request_reactions.change(update, context, asked)
        return
    await order.answered(update, context, await _read(update, context, message, draft))


def _beside_question(context: Context, message: Message, draft: Draft) -> Choices:
    """Return what was sent beside the answer to a form's question; nothing if it is no more.

    That is more than one link, and a link with a quantity: "1000 likes https://...".
    """
    try:
        field = state_of(context, draft).asked
        if field.key not in _ASKED_IN_REQUESTS or (field.is_link and post_of(message)):
            return Choices()
        return request_reactions.meant_beside(
            context, draft, request_reading.said_by(context, message)
        )
    except (InputError, NotOnSaleError, KeyError):
        return Choices()


async def _unasked(update: Update, context: Context, *, draft: Draft | None) -> None:
    """Order what was sent, or look for it, unless a form is filled that would be lost by it."""
    message = update.message
    if message is None or (draft is None and await mass_handlers.shown_again(update, context)):
        return
    if await _ordered_as_list(update, context, draft):
        return
    try:
        asked = _meant(context, message, draft)
    except InputError as wrong:
        await messages.reply_error(update, context, wrong)
        return
    words = words_of(linked_text_of(message))
    if not context.actor.may(Permission.BROWSE):
        await gate.refuse(update, context)
    elif asked.here and draft is not None:
        await request_reactions.change(update, context, asked)
    elif asked.options:
        await requests.open_request(update, context, asked)
    elif draft is not None and draft.step in _INPUT_STEPS:
        said = context.t("Use the buttons of the form above, or close it with /cancel.")
        await messages.reply(update, context, Screen(said))
    elif message.document is not None:
        await messages.reply(update, context, Screen(context.t(_NO_FILE)))
    elif not (message.text or message.caption):
        await messages.reply(update, context, Screen(context.t(ONLY_TEXT)))
    elif words:
        await order.open_form(
            update, context, **result_steps.search_for(catalogue_here(context), words)
        )
    else:
        await messages.reply(update, context, result_screens.how_to(context.t))


async def _ordered_as_list(update: Update, context: Context, draft: Draft | None) -> bool:
    """Begin the list of orders that a message is; return whether it is one."""
    is_in_form = draft is not None and draft.step in _INPUT_STEPS
    if is_in_form or not context.actor.may(Permission.ORDER):
        return False
    text = request_lists.list_in(context, linked_text_of(update.message))
    if text is not None:
        await mass_handlers.begin(update, context, text)
    return text is not None


def _meant(context: Context, message: Message, draft: Draft | None) -> Choices:
    """Return what a message asks for; nothing if it only describes what to look for.

    Raises:
        InputError: a link in it is cut, it names a service that there is not for its links, or it
            is a number that can be no quantity.
    """
    if not context.actor.may(Permission.ORDER):
        return Choices()
    said = request_reading.said_by(context, message)
    if draft is not None and draft.step is Step.CARD and not (said.links or said.numbers):
        request_reactions.check_number(context, draft, text_of(message))
    try:
        if draft is not None and draft.step in _INPUT_STEPS:
            return request_reactions.meant_beside(context, draft, said)
        if draft is not None and draft.step is Step.CARD:
            return request_reactions.meant_on_card(context, draft, said)
        return request_reading.with_post(message, request_reading.asked_by(context, said))
    except InputError:
        if said.links:
            raise
        return Choices()


async def _read(update: Update, context: Context, message: Message, draft: Draft) -> Answer:
    """Return what a message says to a form: a text, a file's lines, or why it says nothing."""
    text, post = text_of(message), post_of(message)
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
