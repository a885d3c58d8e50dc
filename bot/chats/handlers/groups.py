"""Groups: membership of the bot, promotions and demotions, migration."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.ext import ApplicationHandlerStop

from bot.chats.service import supergroups
from bot.core.access import gate, upgrades
from bot.core.access.roles import STRANGERS, ChatAccess, Role
from bot.core.access.service import chats
from bot.core.errors import N_
from bot.core.outbox import recipients
from bot.core.outbox.undelivered import Undelivered
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen, lines

_PRESENT = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER})
_RUNNING = frozenset({ChatMember.ADMINISTRATOR, ChatMember.OWNER})


async def membership(update: Update, context: Context) -> None:
    """Notice that the bot was added, removed, blocked, promoted or demoted: my_chat_member."""
    change = update.my_chat_member
    if change is None:
        return
    chat_id = context.actor.chat.id
    was, is_now = change.old_chat_member, change.new_chat_member
    present = _is_present(is_now)
    if not present and context.actor.chat.type == "group":
        await upgrades.follow(context.bot, chat_id)
    async with context.begin() as session:
        if present:
            await chats.set_reachable(session, chat_id, reachable=True)
        await chats.record_administrators(session, chat_id, context.now())
        is_new = present and await supergroups.greets(session, chat_id)
        if present and chat_id in context.services.owners:
            await recipients.release(session, chat_id, context.now())
        if not present:
            undelivered, owners = context.part(Undelivered), context.services.owners
            await undelivered.record_unreachable(session, chat_id, owners, context.now())
    if context.actor.is_group and (is_new or _is_present(was)) and present:
        await _adapt(context, was, is_now)


def _is_present(member: ChatMember) -> bool:
    """Return whether the bot is in a chat and may write there."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in _PRESENT


async def _adapt(context: Context, was: ChatMember, is_now: ChatMember) -> None:
    """Greet a group that the bot has come to; of another one tell what is new."""
    t, runs = context.t, is_now.status in _RUNNING
    if not _is_present(was):
        await _greet(context, runs=runs)
    elif runs and was.status not in _RUNNING and context.actor.role not in STRANGERS:
        await messages.send(context, Screen(lines(t(_PROMOTED), *_rights(context, runs=True))))
    elif not runs and was.status in _RUNNING and context.actor.role not in STRANGERS:
        await messages.send(context, Screen(lines(t(_DEMOTED), *_rights(context, runs=False))))


async def _greet(context: Context, *, runs: bool) -> None:
    """Say what to do next; whom the owners have blocked brings the bot nowhere."""
    t, actor = context.t, context.actor
    if actor.role is Role.BLOCKED:
        await messages.send(context, Screen(t("The owners of this bot have blocked you.")))
        await context.bot.leave_chat(actor.chat.id)
        return
    if actor.role is Role.OUTSIDER and actor.chat.standing is ChatAccess.REFUSED:
        text = t("This bot is private, and the request for this chat was refused.")
    elif actor.role is Role.OUTSIDER:
        text = Markup.escape(await gate.ask_to_be_let_in(context))
    else:
        hello = t("👋 Hello! Order with /order; administrators find the settings in /settings.")
        text = lines(hello, "", *_rights(context, runs=runs))
    await messages.send(context, Screen(text))


def _rights(context: Context, *, runs: bool) -> Sequence[Markup]:
    """Say what the bot gets to read, and how soon it knows who administers the group."""
    t, sees_all = context.t, runs or context.bot.can_read_all_group_messages
    return t(_SEES_ALL if sees_all else _SEES), t(_RUNS if runs else _RUNS_NOT)


_PROMOTED = N_("👮 I am now an administrator.")
_DEMOTED = N_("👤 I am no longer an administrator.")
_SEES = N_("I read commands and replies to me, nothing else.")
_SEES_ALL = N_("Telegram shows me every message here; I answer commands and replies to me only.")
_RUNS = N_("I know at once when somebody becomes an administrator here, or stops being one.")
_RUNS_NOT = N_(
    "When somebody becomes an administrator, it can take me a minute to notice. Make me an "
    "administrator, too (no rights needed), and I know at once."
)


async def administrators_changed(update: Update, context: Context) -> None:
    """Notice that somebody was promoted or demoted, in every process: chat_member."""
    change = update.chat_member
    if change is None:
        return
    statuses = {change.old_chat_member.status, change.new_chat_member.status}
    if statuses & _RUNNING:
        async with context.begin() as session:
            await chats.record_administrators(session, context.actor.chat.id, context.now())


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
        await context.services.migrate_chat(session, old, new, context.now())
    raise ApplicationHandlerStop
