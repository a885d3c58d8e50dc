"""What people send that is no command: it goes to the dialogue that asked for it last.

A reply to a question of the dashboard or the settings answers that question. Else a form that
asks takes it; a list takes it if nothing was begun after it, or as a reply. In a group only
replies to what the bot has asked that person count, and the bot is silent about all others; in
private everything is answered: a caption is read like a text, and what cannot be read is told.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from telegram import Message, MessageOriginChannel, Update

from bot.broadcasts.handlers import broadcast
from bot.catalogue.handlers import overrides
from bot.catalogue.screens import results as result_screens
from bot.chats.handlers import settings
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import linked_text_of, text_of
from bot.core.telegram.screen import Screen
from bot.orders.handlers import form_steps, order, result_steps
from bot.orders.handlers.order import Answer
from bot.orders.mass import handlers as mass_handlers
from bot.orders.mass import store as mass_store
from bot.orders.mass.rules import looks_like_one
from bot.orders.store import drafts
from bot.orders.tables import Draft
from bot.owners.handlers import admin_replies, owners

_ONLY_TEXT = N_("I can read texts and .txt files only. Send it as a text.")
_A_POST = N_("This is a forwarded post. If you mean the post itself, send its link: {link}")
_NO_FILE = N_("I did not ask for a file. To order from a list, send it with /mass as its caption.")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question that is answered by a reply.

    Attributes:
        takes_all: a photo is an answer, too.
    """

    is_answered: Callable[[Update, Context], bool]
    take: Callable[[Update, Context], Coroutine[Any, Any, None]]
    permission: Callable[[Actor], Permission]
    takes_all: bool = False


_QUESTIONS = (
    _Question(owners.is_number_reply, owners.number_reply, lambda _: Permission.UNRESOLVED),
    _Question(overrides.is_reply, overrides.reply, lambda _: Permission.OVERRIDE),
    _Question(admin_replies.is_reply, admin_replies.reply, lambda _: Permission.ADMIN),
    _Question(broadcast.is_reply, broadcast.reply, lambda _: Permission.BROADCAST, takes_all=True),
    _Question(settings.is_reply, settings.reply, settings.needed),
)


class _Meant(Enum):
    LIST = auto()
    FORM = auto()
    NOTHING = auto()  # that was asked


async def sent(update: Update, context: Context) -> None:
    """Take whatever a person has sent."""
    message = update.message
    if message is None:
        return
    question = _question(update, context)
    if question is not None and not question.takes_all and not text_of(message):
        await messages.reply(update, context, Screen(context.t(_ONLY_TEXT)))
        return
    if question is not None:
        await question.take(update, context)
        return
    async with context.read() as session:
        draft = await drafts.of_person(session, context.actor.chat.id, context.actor.user_id)
        meant = await _meant(session, update, context, message, draft)
    if meant is _Meant.LIST:
        await mass_handlers.sent(update, context)
    elif meant is _Meant.FORM and draft is not None:
        await order.answered(update, context, await _read(update, context, message, draft))
    elif not context.actor.is_group or _is_to_form(message, draft):
        await _unasked(update, context, message, draft)


def _question(update: Update, context: Context) -> _Question | None:
    actor = context.actor
    answered = (it for it in _QUESTIONS if it.is_answered(update, context))
    return next((it for it in answered if actor.may(it.permission(actor))), None)


async def _meant(
    session: Session, update: Update, context: Context, message: Message, draft: Draft | None
) -> _Meant:
    actor = context.actor
    replied = messages.own_message_answered(update)
    listed = await mass_store.open_of(session, actor.chat.id, actor.user_id)
    if listed is not None and actor.may(Permission.ORDER):
        is_list = not listed.text or message.document or looks_like_one(text_of(message))
        is_reply = replied is not None and replied.message_id == listed.message_id
        # A form that is open was begun after the list.
        if is_list and (is_reply or (draft is None and not actor.is_group)):
            return _Meant.LIST
    if draft is None or (actor.is_group and not _is_to_form(message, draft)):
        return _Meant.NOTHING
    is_asking = draft.step in form_steps.ASKING or draft.seen_update == update.update_id
    return _Meant.FORM if is_asking else _Meant.NOTHING


def _is_to_form(message: Message, draft: Draft | None) -> bool:
    """Return whether a message replies to a person's form."""
    replied = message.reply_to_message.message_id if message.reply_to_message else None
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
        return Answer(wrong=InputError(_ONLY_TEXT))
    return Answer(text, linked_text_of(message))


def _post_of(message: Message) -> str:
    """Return the link to the post of a public channel that was forwarded; else nothing."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel) or not origin.chat.username:
        return ""
    return f"https://t.me/{origin.chat.username}/{origin.message_id}"


async def _unasked(
    update: Update, context: Context, message: Message, draft: Draft | None
) -> None:
    """Look for what was typed, unless a form is filled that would be lost by it."""
    text = linked_text_of(message)
    words = result_steps.words_of(text)
    if not context.actor.may(Permission.BROWSE):
        await gate.refuse(update, context)
    elif draft is not None and not result_steps.is_looking(draft, text):
        said = context.t("Please use the buttons of the form above, or leave it with /cancel.")
        await messages.reply(update, context, Screen(said))
    elif message.document is not None:
        await messages.reply(update, context, Screen(context.t(_NO_FILE)))
    elif not (message.text or message.caption):
        await messages.reply(update, context, Screen(context.t(_ONLY_TEXT)))
    elif words:
        await order.open_form(update, context, **result_steps.search_for(words))
    else:
        await messages.reply(update, context, result_screens.how_to(context.t))
