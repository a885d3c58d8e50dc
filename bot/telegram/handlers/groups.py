"""Groups: their administrators' commands, membership of the bot, migration."""

from telegram import ChatMember, Message, Update, User
from telegram.ext import ApplicationHandlerStop

from bot.domain.access import Announcements, OrderPolicy, Permission, Role, Standing
from bot.storage import chats, outbox
from bot.storage.tables import Chat
from bot.telegram import talk, texts
from bot.telegram.callback_data import CallbackData
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.screens import settings as screens
from bot.telegram.screens.screen import Screen, lines
from bot.telegram.screens.settings import Setting

_PRESENT = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER})
LONGEST_ID = 15  # digits; Telegram's ids have at most 52 bits


async def _panel(context: Context) -> Screen:
    chat_id = context.visit.chat.id
    async with context.read() as session:
        chat = await chats.get(session, chat_id) or context.visit.chat
        listed = await chats.listed(session, chat_id)
    return screens.panel(context.visit, chat, listed, context.services.catalogues)


async def _only_in_groups(update: Update, context: Context) -> bool:
    if context.visit.is_group:
        return True
    text = context.t("This is a setting of a group. Use it there.")
    await talk.reply(update, context, Screen(text))
    return False


@access.command(Permission.SETTINGS)
async def settings(update: Update, context: Context) -> None:
    """Show the panel: /settings."""
    if await _only_in_groups(update, context):
        await talk.reply(update, context, await _panel(context))


@access.tap(Permission.SETTINGS)
async def settings_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Change a setting: `s:<setting>:<value>`."""
    setting, value = data.text(0), data.text(1)
    if setting == Setting.CLOSE:
        await context.answer(update)
        await talk.show(update, context, Screen(context.t("⚙️ The settings are closed.")))
        return
    async with context.begin() as session:
        chat = await chats.get(session, context.visit.chat.id)
        changed = chat is not None and _set(context, chat, setting, value)
        if changed and chat is not None:
            context.visit.chat = chat
    if not changed:
        return
    catalogues, chat = context.services.catalogues, context.visit.chat
    context.visit.t = catalogues.translator(chat.language, chat.time_zone)
    await context.answer(update, context.t.plain("Saved."))
    await talk.show(update, context, await _panel(context))


def _set(context: Context, chat: Chat, setting: str, value: str) -> bool:
    """Change one setting; `False` for what this bot never offered."""
    if setting == Setting.POLICY and value in set(OrderPolicy):
        chat.policy = OrderPolicy(value)
    elif setting == Setting.ANNOUNCEMENTS and value in set(Announcements):
        chat.announcements = Announcements(value)
    elif setting == Setting.PAUSED and value in {"0", "1"}:
        chat.paused = value == "1"
    elif setting == Setting.LANGUAGE and value in context.services.catalogues.languages():
        chat.language = value
    else:
        return False
    return True


@access.command(Permission.SETTINGS)
async def pause(update: Update, context: Context) -> None:
    """Pause ordering: /pause."""
    await _set_paused(update, context, paused=True)


@access.command(Permission.SETTINGS)
async def resume(update: Update, context: Context) -> None:
    """Open ordering again: /resume."""
    await _set_paused(update, context, paused=False)


async def _set_paused(update: Update, context: Context, *, paused: bool) -> None:
    if not await _only_in_groups(update, context):
        return
    async with context.begin() as session:
        chat = await chats.ensure(session, context.visit.chat)
        chat.paused = paused
    t = context.t
    text = t("⏸ Ordering is paused in this group.") if paused else t("▶️ Ordering is open.")
    await talk.reply(update, context, Screen(text))


@access.command(Permission.SETTINGS)
async def allow(update: Update, context: Context) -> None:
    """Put a person on the list of who may order: /allow, by reply or id."""
    person = await _person_meant(update, context, "/allow 123456789")
    if person is None:
        return
    user_id, name = person
    async with context.begin() as session:
        chat = await chats.ensure(session, context.visit.chat)
        await chats.put_on_list(session, chat.id, user_id, name, context.now())
        by_list = chat.policy is OrderPolicy.LIST
    t = context.t
    said = t("{name} is on the list of who may order.", name=texts.person(user_id, name))
    hint = None if by_list else t("The list counts once /settings says so: who may order, a list.")
    await talk.reply(update, context, Screen(lines(said, hint)))


@access.command(Permission.SETTINGS)
async def deny(update: Update, context: Context) -> None:
    """Take a person off the list: /deny, by reply or id."""
    person = await _person_meant(update, context, "/deny 123456789")
    if person is None:
        return
    user_id, name = person
    async with context.begin() as session:
        was_listed = await chats.take_off_list(session, context.visit.chat.id, user_id)
    t, who = context.t, texts.person(user_id, name)
    said = (
        t("{name} is off the list.", name=who)
        if was_listed
        else t("{name} was not on it.", name=who)
    )
    await talk.reply(update, context, Screen(said))


async def _person_meant(update: Update, context: Context, example: str) -> tuple[int, str] | None:
    """Return who is meant, by reply or by the id typed; say how to name them if nobody is."""
    message = update.effective_message
    if message is None or not await _only_in_groups(update, context):
        return None
    replied = message.reply_to_message
    if _is_person(replied) and replied is not None and replied.from_user is not None:
        return replied.from_user.id, replied.from_user.full_name
    _, _, typed = (message.text or "").partition(" ")
    typed = typed.strip()
    if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID:
        return int(typed), typed
    text = context.t("Reply to a person's message, or add the id: {example}", example=example)
    await talk.reply(update, context, Screen(text))
    return None


def _is_person(message: Message | None) -> bool:
    # In a forum the first message of the topic is "replied to" by everything in it.
    if message is None or message.forum_topic_created is not None:
        return False
    sender: User | None = message.from_user
    return sender is not None and not sender.is_bot and message.sender_chat is None


async def membership(update: Update, context: Context) -> None:
    """Notice that the bot was added, removed, blocked, promoted: my_chat_member."""
    change = update.my_chat_member
    if change is None:
        return
    visit = context.visit
    context.services.administrators.forget(visit.chat.id)
    was, is_now = change.old_chat_member.status, change.new_chat_member.status
    present = is_now in _PRESENT
    async with context.begin() as session:
        await chats.set_reachable(session, visit.chat.id, reachable=present)
        if not present:
            await outbox.drop_chat(session, visit.chat.id)
    if visit.is_group and present and was not in _PRESENT:
        await _greet_group(context)


async def _greet_group(context: Context) -> None:
    t, visit = context.t, context.visit
    if visit.role is Role.OUTSIDER:
        if visit.chat.standing is not Standing.REFUSED:
            await access.ask_to_be_let_in(context)
        text = t("This bot is private. Its owners were asked to let this chat in.")
    else:
        text = t("👋 Hello! Order with /order; administrators find the settings in /settings.")
    await talk.send(context, Screen(text))


async def administrators_changed(update: Update, context: Context) -> None:
    """Notice that somebody was promoted or demoted: chat_member."""
    if update.effective_chat is not None:
        context.services.administrators.forget(update.effective_chat.id)


async def migrated(update: Update, context: Context) -> None:
    """Follow a group that became a supergroup; both chats tell of it.

    Raises:
        ApplicationHandlerStop: always; there is nothing else in such a message.
    """
    message = update.effective_message
    if message is None:
        raise ApplicationHandlerStop
    old, new = message.chat.id, message.chat.id
    if message.migrate_to_chat_id is not None:
        new = message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        old = message.migrate_from_chat_id
    async with context.begin() as session:
        await chats.migrate(session, old, new)
    raise ApplicationHandlerStop
