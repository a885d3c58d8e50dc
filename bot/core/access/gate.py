"""The gate: whoever may not do what they ask for comes no further.

It runs before every other handler and fails closed: whatever goes wrong in it ends the update.
"""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any

from markupsafe import Markup, escape
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.core.access import floods
from bot.core.access.arrival import arrive
from bot.core.access.maintenance import MAINTENANCE
from bot.core.access.roles import STRANGERS, ChatAccess, Permission, Role
from bot.core.access.store import chats
from bot.core.access.throttle import Verdict
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.core.outbox import recipients
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.questions import asking
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, read
from bot.core.telegram.context import Actor, Context, unreachable
from bot.core.telegram.screen import Screen, lines
from bot.core.telegram.texts import OUT_OF_DATE

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
Tap = Callable[[Update, Context, CallbackData], Awaitable[None]]

PermissionOf = Permission | Callable[[Actor], Permission]
"""What a handler asks for; it may be another permission in a private chat than in a group."""


async def gate(update: Update, context: Context) -> None:
    """Find out who asks, or end the update here."""
    try:
        actor = None if await _is_flood(update, context) else await arrive(update, context)
        if actor is not None:
            context.actor = actor
            await asking.leave(update, context)
    except ApplicationHandlerStop:
        raise
    except Exception as error:
        # PTB would go on with the next group of handlers after an exception in this one.
        await context.application.process_error(update, error)
        raise ApplicationHandlerStop from error
    if actor is None:
        raise ApplicationHandlerStop


async def _is_flood(update: Update, context: Context) -> bool:
    """Return whether somebody sends too much to be served; they are warned once."""
    flood = context.services.floods.check(update, context.now())
    if flood.verdict is Verdict.SERVED:
        return False
    person, message = update.effective_user, update.effective_message
    t = context.services.catalogues.translator(person.language_code if person else None)
    text, is_first = floods.notice(t, flood), flood.verdict is Verdict.WARNED
    if update.callback_query is not None:
        await context.answer(update, text, alert=is_first)
    elif is_first and message is not None:
        with suppress(TelegramError):  # it was no more than polite
            await message.reply_text(str(escape(text)))
    return True


def command(permission: PermissionOf) -> Callable[[Handler], Handler]:
    """Let a command's handler run only for who has `permission`; others are refused.

    Where it raises `InputError`, people read in its words what cannot be taken.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            if not _has(context.actor, permission):
                await refuse(update, context)
                return
            try:
                await handler(update, context)
            except InputError as wrong:
                await messages.reply_error(update, context, wrong)

        return guarded

    return decorate


def _has(actor: Actor, permission: PermissionOf) -> bool:
    required = permission if isinstance(permission, Permission) else permission(actor)
    return actor.may(required)


def tap(permission: PermissionOf) -> Callable[[Tap], Handler]:
    """Let a button's handler run only for who has `permission`; the tap is always answered."""

    def decorate(handler: Tap) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            query = update.callback_query or unreachable("a tap without a callback query")
            data = read(query.data or "")
            try:
                if data is None:
                    await unknown_tap(update, context)
                elif _has(context.actor, permission):
                    await handler(update, context, data)
                else:
                    await refuse(update, context)
            finally:
                await context.answer(update)

        return guarded

    return decorate


async def refuse(update: Update, context: Context) -> None:
    """Say that this person may not do that here, and ask the owners to let an unknown chat in."""
    actor, t = context.actor, context.t
    if actor.role is Role.BLOCKED:
        text = t.plain("The owners of this bot have blocked you.")
    elif actor.waits(Permission.ORDER):
        text = actor.maintenance or t.plain(MAINTENANCE)
    elif actor.role is not Role.OUTSIDER:
        text = t.plain("You can't do that here.")
    elif actor.chat.standing is ChatAccess.REFUSED:
        text = t.plain("This bot is private, and the request for this chat was refused.")
    else:
        text = await ask_to_be_let_in(context)
    if update.callback_query is not None:
        await context.answer(update, text, alert=True)
    else:
        is_inside = actor.role not in STRANGERS and not actor.waits(Permission.ORDER)
        way_out = t("/help lists what you can do here.") if is_inside else None
        await messages.reply(update, context, Screen(lines(Markup.escape(text), way_out)))


async def ask_to_be_let_in(context: Context) -> str:
    """Put this chat before the owners, once; what is said about it claims no more than is true."""
    actor, owners = context.actor, context.services.owners
    async with context.begin() as session:
        await _ask(session, context)
        is_heard = await recipients.can_reach_any(session, owners)
    if is_heard:
        return context.t.plain("This bot is private. Its owners were asked to let this chat in.")
    return context.t.plain(
        "This bot is private. Ask its owner to start the bot and let this chat in: {number}",
        number=str(actor.chat.id),
    )


async def _ask(session: Session, context: Context) -> None:
    actor = context.actor
    chat = await chats.get(session, actor.chat.id)
    if chat is not None and chat.standing is ChatAccess.NEW:
        chat.standing = ChatAccess.ASKED
        outbox_store.add_alert(
            session,
            context.services.owners,
            Alert.ACCESS_REQUESTED,
            context.now(),
            chat_id=chat.id,
            title=chat.title,
            name=actor.name,
            user_id=actor.user_id,
        )


async def unknown_tap(update: Update, context: Context) -> None:
    """Answer a button that this bot never made, or does not make any more."""
    await context.answer(update, context.t.plain(OUT_OF_DATE))


async def unknown_command(update: Update, context: Context) -> None:
    """Point to /help in a private chat; in a group the command was for somebody else."""
    if context.actor.is_group:
        return
    if context.actor.role in STRANGERS:
        await refuse(update, context)
        return
    await messages.reply(
        update, context, Screen(context.t("I don't know this command. See /help."))
    )
