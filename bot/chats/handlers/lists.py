"""Who may order where a list says so: /allow and /deny, by mention, id or reply."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import Message, MessageEntity, Update
from telegram.error import TelegramError

from bot.chats.buttons import ChatArea, SettingsAction
from bot.chats.handlers.settings import by, only_in_groups
from bot.chats.service import lists
from bot.core.access import gate
from bot.core.access.roles import OrderPolicy, Permission
from bot.core.access.service import people
from bot.core.database.engine import Session
from bot.core.questions.tables import Question
from bot.core.telegram import messages, texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, text_of
from bot.core.telegram.names import called
from bot.core.telegram.screen import Screen, button, lines
from bot.core.text.typed import cleaned, plain

EXAMPLE = "@name 123456789"
LONGEST_ID = 15  # digits; Telegram's ids have at most 52 bits
MOST_AT_ONCE = 50
MOST_LINES = 15
"""Of a message, each about a person: with the longest names as many as Telegram takes."""
_WORD = 64  # characters that are shown of what was typed


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, or the channel that a group is linked with."""

    id: int
    name: str


AdminChange = Callable[[Session, Context, FoundPerson], Awaitable[Markup]]


@gate.command(Permission.SETTINGS)
async def allow(update: Update, context: Context) -> None:
    """Put people on the list of who may order: /allow."""
    await _allow(update, context, arguments_of(update))


async def added(update: Update, context: Context, _: Question) -> None:
    """Put those on the list whose names were asked for."""
    await _allow(update, context, text_of(update.message))


async def _allow(update: Update, context: Context, typed: str) -> None:
    said = await _each(update, context, typed, _put_on)
    by_list = context.actor.chat.policy is OrderPolicy.LIST
    if said and not by_list:
        hint = context.t("The list takes effect once it is chosen in /settings → Who may order.")
        said = [*said, hint]
    await _reply(update, context, said)


async def _reply(update: Update, context: Context, said: Sequence[Markup]) -> None:
    """Say something of each person, in as many messages as that takes."""
    for at in range(0, len(said), MOST_LINES):
        await messages.reply(update, context, Screen(lines(*said[at : at + MOST_LINES])))


@gate.command(Permission.SETTINGS)
async def deny(update: Update, context: Context) -> None:
    """Take people off the list: /deny."""
    await _reply(update, context, await _each(update, context, arguments_of(update), _take_off))


async def _put_on(session: Session, context: Context, who: FoundPerson) -> Markup:
    chat_id = context.actor.chat.id
    await lists.allow(session, chat_id, who.id, who.name, by=by(context))
    name = texts.person(who.id, who.name)
    return context.t("{name} is now on the list.", name=name)


async def _take_off(session: Session, context: Context, who: FoundPerson) -> Markup:
    chat_id = context.actor.chat.id
    was_on = await lists.deny(session, chat_id, who.id, by=by(context))
    name = texts.person(who.id, who.name)
    if was_on:
        return context.t("{name} was removed from the list.", name=name)
    return context.t("{name} was not on the list.", name=name)


async def _each(
    update: Update, context: Context, typed: str, change: AdminChange
) -> Sequence[Markup]:
    """Do something with everybody who is meant, and return a line for each."""
    message = update.effective_message
    if message is None or not await only_in_groups(update, context):
        return []
    meant = await _meant(message, context, typed)
    if not meant:
        text = context.t(
            "Reply to a person's message, or add names or IDs: {example}",
            example=f"{'/allow' if change is _put_on else '/deny'} {EXAMPLE}",
        )
        await messages.reply(update, context, Screen(text))
        return []
    found = [(one, await _found(context, one)) for one in meant]
    uncertain = [it for it in found if change is _put_on and await _may_be_another(context, *it)]
    async with context.begin() as session:
        said = [
            await change(session, context, who) if who else _unknown(context, str(one))
            for one, who in found
            if (one, who) not in uncertain
        ]
    for one, who in uncertain:
        await messages.reply(update, context, _whether(context, str(one), who))
    return said


async def _found(context: Context, one: FoundPerson | str) -> FoundPerson | None:
    if isinstance(one, FoundPerson):
        return one
    async with context.read() as session:
        return await _find_person(session, one)


async def _may_be_another(
    context: Context, typed: FoundPerson | str, who: FoundPerson | None
) -> bool:
    """Return whether a @name may be another's by now: names change hands."""
    if who is None or not isinstance(typed, str) or not typed.startswith("@"):
        return False
    try:
        member = await context.bot.get_chat_member(context.actor.chat.id, who.id)
    except TelegramError:
        return True
    return (member.user.username or "").lower() != typed.removeprefix("@").lower()


def _whether(context: Context, typed: str, who: FoundPerson | None) -> Screen:
    """Ask whether somebody who had a name once is meant."""
    t, (user_id, name) = context.t, (who.id, who.name) if who else (0, typed)
    text = t(
        "{username} may belong to somebody else now. When I last saw it, it belonged to "
        "{person}, ID {id}. Let this person order?",
        username=typed,
        person=texts.person(user_id, name),
        id=str(user_id),
    )
    label = t.plain("✅ Let {name} order", name=name)
    put_on = pack(ChatArea.SETTINGS, SettingsAction.PUT_ON, user_id)
    close = pack(ChatArea.SETTINGS, SettingsAction.CLOSE)
    return Screen(text, [[button(label, put_on)], [button(t.plain("✕ Cancel"), close)]])


async def _meant(message: Message, context: Context, typed: str) -> Sequence[FoundPerson | str]:
    """Return who is meant: whom the message replies to, who is mentioned, what is typed."""
    found: list[FoundPerson | str] = []
    replied = await _writer(message.reply_to_message, context)
    if replied is not None:
        found.append(replied)
    for entity, shown in message.parse_entities([MessageEntity.TEXT_MENTION]).items():
        if entity.user is not None:
            found.append(FoundPerson(entity.user.id, called(entity.user)))
            typed = typed.replace(cleaned(shown), " ", 1)
    words = typed.replace(",", " ").split()
    return list(dict.fromkeys([*found, *words]))[:MOST_AT_ONCE]


async def _writer(message: Message | None, context: Context) -> FoundPerson | None:
    """Return who wrote a message: a person, or somebody for the group's channel."""
    # In a forum the first message of the topic is "replied to" by everything in it.
    if message is None or message.forum_topic_created is not None:
        return None
    sender, channel = message.from_user, message.sender_chat
    if channel is not None:
        administrators = context.services.administrators
        linked = await administrators.linked_channel(context.bot, context.actor.chat)
        return FoundPerson(channel.id, called(channel)) if channel.id == linked else None
    return FoundPerson(sender.id, called(sender)) if sender and not sender.is_bot else None


async def _find_person(session: Session, word: str) -> FoundPerson | None:
    """Return whom a name or an id means; somebody who was never seen has only an id."""
    if word.startswith("@"):
        person = await people.named(session, word)
        return FoundPerson(person.user_id, person.name) if person else None
    digits = plain(word)
    if not (digits.isdigit() and len(digits) <= LONGEST_ID):
        return None
    person = await people.known(session, int(digits))
    return FoundPerson(int(digits), person.name if person else digits)


def _unknown(context: Context, word: str) -> Markup:
    name = word[:_WORD]
    if not word.startswith("@"):
        return context.t("{name} is neither a @name nor an ID.", name=name)
    return context.t(
        "I have not seen {name} yet. Reply to a message of theirs, or have them write to me once.",
        name=name,
    )
