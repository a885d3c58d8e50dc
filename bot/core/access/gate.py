"""The gate: who asks, where, and what they are there; strangers come no further.

It runs before every other handler and fails closed: whatever goes wrong in it ends the update.
"""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any

from markupsafe import Markup, escape
from telegram import Chat as TelegramChat
from telegram import Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.core.access import throttle, upgrades
from bot.core.access.administrators import Staff
from bot.core.access.maintenance import MAINTENANCE
from bot.core.access.roles import STRANGERS, ChatAccess, Permission, Role, role_in_chat
from bot.core.access.store import chats, people
from bot.core.access.store.people import Arrival
from bot.core.access.tables import Chat, Person
from bot.core.access.throttling import Verdict
from bot.core.database.engine import Session
from bot.core.outbox import recipients
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, read
from bot.core.telegram.context import Actor, Context, unreachable
from bot.core.telegram.names import called
from bot.core.telegram.screen import Screen

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
Tap = Callable[[Update, Context, CallbackData], Awaitable[None]]

Wanted = Permission | Callable[[Actor], Permission]
"""What a handler asks for; it may be another permission in a private chat than in a group."""

_SERVED = frozenset({"private", "group", "supergroup"})


async def gate(update: Update, context: Context) -> None:
    """Work out the visit, or end the update here."""
    try:
        actor = None if await _is_flood(update, context) else await _arrive(update, context)
    except ApplicationHandlerStop:
        raise
    except Exception as error:
        # PTB would go on with the next group of handlers after an exception in this one.
        await context.application.process_error(update, error)
        raise ApplicationHandlerStop from error
    if actor is None:
        raise ApplicationHandlerStop
    context.actor = actor


async def _is_flood(update: Update, context: Context) -> bool:
    """Return whether somebody sends too much to be served; they are told so once."""
    judgement = context.services.floods.check(update, context.now())
    if judgement.verdict is Verdict.SERVED:
        return False
    person, message = update.effective_user, update.effective_message
    t = context.services.catalogues.translator(person.language_code if person else None)
    text, is_first = throttle.notice(t, judgement), judgement.verdict is Verdict.TOLD
    if update.callback_query is not None:
        await context.answer(update, text, alert=is_first)
    elif is_first and message is not None:
        with suppress(TelegramError):  # it was no more than polite
            await message.reply_text(str(escape(text)))
    return True


async def _arrive(update: Update, context: Context) -> Actor | None:
    """Work out the visit.

    Raises:
        ChatMigrated: the chat has become another.
    """
    chat, person = update.effective_chat, update.effective_user
    if chat is None or person is None or chat.type not in _SERVED or _is_forwarded(update):
        return None
    speaker = _speaker(update)
    user_id = speaker.id if speaker else person.id
    async with context.read() as session:
        known = await people.arrive(session, chat.id, user_id)
    if known.chat is None and await upgrades.is_made_of_a_known_group(chat, context):
        async with context.read() as session:
            known = await people.arrive(session, chat.id, user_id)
    stored = await _written_down(chat, person, known, context)
    if speaker is not None and not await _is_served(speaker, stored, context):
        return None
    staff = await _staff(stored, context)
    as_group = speaker is not None and speaker.id == chat.id
    administrator = as_group or user_id in staff.people
    if update.callback_query is not None and person.id in staff.anonymous:
        speaker = chat  # the tap of an anonymous administrator, which says who it is
    return Actor(
        chat=stored,
        user_id=speaker.id if speaker else person.id,
        name=called(speaker or person),
        role=_role(stored, known, context, person.id, administrator=administrator),
        t=context.services.catalogues.translator(stored.language, stored.time_zone),
        thread_id=_thread(update),
        refill_wait=context.services.refill_wait,
        maintenance=context.services.maintenance(),
    )


def _is_forwarded(update: Update) -> bool:
    """Return whether a post of the linked channel has come into its group; it is no command."""
    message = update.message
    return message is not None and message.is_automatic_forward is True


def _speaker(update: Update) -> TelegramChat | None:
    """Return the group or channel in whose name somebody writes."""
    message = update.effective_message
    if update.callback_query is not None or message is None:
        return None
    return message.sender_chat


async def _is_served(speaker: TelegramChat, chat: Chat, context: Context) -> bool:
    """Return whether the group itself writes, or who writes for the channel it is linked with."""
    if speaker.id == chat.id:
        return True
    administrators = context.services.administrators
    return speaker.id == await administrators.linked_channel(context.bot, chat)


async def _staff(chat: Chat, context: Context) -> Staff:
    if chat.type == "private" or not _is_let_in(chat, context):
        return Staff()
    return await context.services.administrators.of(context.bot, chat)


def _is_let_in(chat: Chat, context: Context) -> bool:
    # Whom an owner has put out stays out where everybody else may come in.
    is_open = context.services.is_open and chat.standing is not ChatAccess.REFUSED
    return is_open or chat.standing is ChatAccess.APPROVED


async def at_home(person: User, context: Context) -> Actor:
    """Return what a person is in their private chat with the bot, without writing it down.

    For what comes without a chat, and so never passes the gate: it asks for permission itself.
    """
    async with context.read() as session:
        known = await people.arrive(session, person.id, person.id)
    home = TelegramChat(person.id, "private", first_name=called(person))
    chat = known.chat or _fresh_chat(home, person, context)
    return Actor(
        chat=chat,
        user_id=person.id,
        name=called(person),
        role=_role(chat, known, context, person.id, administrator=False),
        t=context.services.catalogues.translator(chat.language, chat.time_zone),
    )


async def _written_down(
    chat: TelegramChat, person: User, known: Arrival, context: Context
) -> Chat:
    """Return the chat as it is stored; what is new about it or the person is written down."""
    today = context.now().date()
    is_known = person.is_bot or _is_known(known.person, person, today)
    if known.chat and _is_current(known.chat, chat, today) and is_known:
        return known.chat
    async with context.begin() as session:
        if not person.is_bot:
            await people.note(session, _fresh_person(person, context))
        return await chats.ensure(session, _fresh_chat(chat, person, context))


def _is_current(known: Chat, chat: TelegramChat, today: date) -> bool:
    was = (known.type, known.title, known.reachable, known.seen_on)
    return was == (chat.type, _title(chat), True, today)


def _is_known(known: Person | None, person: User, today: date) -> bool:
    if known is None:
        return False
    was = (known.name, known.username, known.language, known.seen_on)
    return was == (called(person), _username(person), person.language_code or "", today)


def _title(chat: TelegramChat) -> str:
    return called(chat)


def _username(person: User) -> str:
    return (person.username or "").lower()


def _fresh_chat(chat: TelegramChat, person: User, context: Context) -> Chat:
    now = context.now()
    return Chat(
        id=chat.id,
        type=chat.type,
        title=_title(chat),
        language=context.services.catalogues.translator(person.language_code).language,
        created_at=now,
        seen_on=now.date(),
    )


def _fresh_person(person: User, context: Context) -> Person:
    now = context.now()
    return Person(
        user_id=person.id,
        name=called(person),
        username=_username(person),
        language=person.language_code or "",
        first_seen_at=now,
        seen_on=now.date(),
    )


def _role(
    chat: Chat, known: Arrival, context: Context, person_id: int, *, administrator: bool
) -> Role:
    return role_in_chat(
        owner=person_id in context.services.owners,
        blocked=known.person is not None and known.person.blocked,
        administrator=administrator,
        let_in=_is_let_in(chat, context),
        policy=chat.policy,
        listed=known.listed,
    )


def _thread(update: Update) -> int | None:
    message = update.effective_message
    if message is None or not getattr(message, "is_topic_message", False):
        return None
    return message.message_thread_id


def command(permission: Wanted) -> Callable[[Handler], Handler]:
    """Let a command's handler run only for who has `permission`; others are told."""

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            if _has(context.actor, permission):
                await handler(update, context)
            else:
                await refuse(update, context)

        return guarded

    return decorate


def _has(actor: Actor, permission: Wanted) -> bool:
    wanted = permission if isinstance(permission, Permission) else permission(actor)
    return actor.may(wanted)


def tap(permission: Wanted) -> Callable[[Tap], Handler]:
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
        text = t.plain("You may not do that here.")
    elif actor.chat.standing is ChatAccess.REFUSED:
        text = t.plain("This bot is private, and the request for this chat was refused.")
    else:
        text = await ask_to_be_let_in(context)
    if update.callback_query is not None:
        await context.answer(update, text, alert=True)
    else:
        await messages.reply(update, context, Screen(Markup.escape(text)))


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
            Alert.ACCESS_WANTED,
            context.now(),
            chat_id=chat.id,
            title=chat.title,
            name=actor.name,
            user_id=actor.user_id,
        )


async def unknown_tap(update: Update, context: Context) -> None:
    """Answer a button that this bot never made, or does not make any more."""
    await context.answer(update, context.t.plain("This button is out of date."))


async def unknown_command(update: Update, context: Context) -> None:
    """Point to /help in a private chat; in a group the command was for somebody else."""
    if context.actor.is_group:
        return
    if context.actor.role in STRANGERS:
        await refuse(update, context)
        return
    await messages.reply(
        update, context, Screen(context.t("I do not know this command. See /help."))
    )
