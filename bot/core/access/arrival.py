"""Who asks, where, and what they are there, as it is written down and as Telegram says."""

from datetime import date

from telegram import Chat as TelegramChat
from telegram import Update, User

from bot.core.access import upgrades
from bot.core.access.administrators import Staff
from bot.core.access.home_zones import zone_of
from bot.core.access.roles import ChatAccess, Role, role_in_chat
from bot.core.access.store import chats, people
from bot.core.access.store.people import Arrival
from bot.core.access.tables import Chat, Person
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.names import called

_SERVED = frozenset({"private", "group", "supergroup"})


async def arrive(update: Update, context: Context) -> Actor | None:
    """Return who asks, where, and what they are there; `None` if they are not served.

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
    if known.chat is None:
        await upgrades.follow_known_group(chat, context)
    stored = await _written_down(chat, person, known, context)
    if known.chat is None:  # a group may have moved here meanwhile, with its list
        async with context.read() as session:
            known = await people.arrive(session, chat.id, user_id)
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
        asked=known.asked,
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
            await people.record(session, _fresh_person(person, context))
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
        time_zone=zone_of(person.language_code),
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
