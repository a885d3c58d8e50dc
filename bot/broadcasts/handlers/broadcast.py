"""/broadcast: an owner composes a message, sees it, chooses to whom it goes, and sends it."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from telegram import Update
from telegram.error import BadRequest

from bot.broadcasts import screens, service, store
from bot.broadcasts.buttons import BroadcastAction
from bot.broadcasts.handlers import broadcast_sender, contents
from bot.broadcasts.rules import BroadcastState, Content, Kind, read_links
from bot.broadcasts.screens import DAYS
from bot.broadcasts.service import Answer, Tapped, Verdict
from bot.broadcasts.tables import Broadcast
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import OUT_OF_DATE

QUESTIONS = {
    BroadcastAction.CONTENT: "broadcast_message",
    BroadcastAction.LINKS: "broadcast_buttons",
}
"""What an owner is asked for, by the word of the question."""
_NOT_ACCEPTED = N_("Telegram does not accept this: {words}")
_TURNS = {
    BroadcastAction.PAUSE: BroadcastState.PAUSED,
    BroadcastAction.STOP: BroadcastState.PAUSED,
    BroadcastAction.GO_ON: BroadcastState.RUNNING,
    BroadcastAction.STOP_SURE: BroadcastState.STOPPED,
}


@gate.command(Permission.BROADCAST)
async def broadcast(update: Update, context: Context) -> None:
    """Take the message that was sent or replied to, or ask for it: /broadcast.

    In a group others would read along.
    """
    actor, t = context.actor, context.t
    if actor.is_group:
        text = t("Write /broadcast in your private chat with me.")
        await messages.reply(update, context, Screen(text))
        return
    async with context.begin() as session:
        draft = await service.begin(session, actor.user_id, context.now())
    try:
        content = contents.given_with(update.message) if update.message else None
        if content:
            await _take(update, context, draft, content)
            return
    except InputError as wrong:
        await messages.reply_error(update, context, wrong)
    await _ask(context, draft, BroadcastAction.CONTENT)


async def _ask(context: Context, draft: Broadcast, action: BroadcastAction) -> None:
    is_links = action is BroadcastAction.LINKS
    text = (screens.ask_links if is_links else screens.ask_content)(context.t)
    await asking.ask(context, text, QUESTIONS[action], str(draft.id))


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the message, or the buttons, that an owner gives a broadcast, and show it.

    Raises:
        InputError: it cannot be sent.
    """
    message = update.effective_message
    if message is None:
        return
    async with context.begin() as session:
        draft = await service.get_draft(session, int(asked.about), context.actor.user_id)
    if draft is None:
        await messages.reply(update, context, Screen(_gone(context)))
    elif asked.kind == QUESTIONS[BroadcastAction.CONTENT]:
        await _take(update, context, draft, contents.content_of(message, draft.links))
    else:
        links = [[link.label, link.url] for link in read_links(linked_text_of(message))]
        await _take(update, context, draft, replace(draft.content, links=links))


async def _take(update: Update, context: Context, draft: Broadcast, content: Content) -> None:
    """Show what every chat would get, and below it the choice of chats."""
    if not content:  # buttons came first
        await _ask(context, draft, BroadcastAction.CONTENT)
        return
    try:
        await broadcast_sender.post(context.bot, context.actor.chat.id, content, context.t)
    except BadRequest as error:
        raise InputError(_NOT_ACCEPTED, {"words": error.message}) from error
    await _compose(update, context, draft, content)


def _gone(context: Context) -> Markup:
    return context.t("This broadcast no longer exists. Start a new one with /broadcast.")


async def _compose(update: Update, context: Context, draft: Broadcast, content: Content) -> None:
    """Keep what was previewed, and show the choice of chats below it."""
    async with context.begin() as session:
        kept = await service.compose(session, draft.id, context.actor.user_id, content)
    if kept is None:
        await messages.reply(update, context, Screen(_gone(context)))
    else:
        await messages.send(context, await _choice(context, kept))


async def _choice(context: Context, draft: Broadcast) -> Screen:
    languages = context.services.catalogues.languages()
    return screens.choice(context.t, draft, await _count(context, draft), languages)


async def _count(context: Context, draft: Broadcast) -> int:
    async with context.read() as session:
        now, is_open = context.now(), context.services.is_open
        return await store.count(session, draft, now, is_open=is_open)


@gate.tap(Permission.BROADCAST)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a broadcast: `bc:<broadcast>:<action>:<value>:<digest>`."""
    if data.text(1) not in set(BroadcastAction):
        return
    action = BroadcastAction(data.text(1))
    async with context.begin() as session:
        verdict, found = await _act(session, update, context, action, data)
    if found is None:
        await context.answer(update, _gone(context), alert=True)
        return
    said = _said(context, action, verdict)
    await context.answer(update, said, alert=bool(said))
    if verdict is Verdict.OUTDATED:
        await _show_present(update, context, found)
    elif action is BroadcastAction.DISCARD and found.state is BroadcastState.DRAFT:
        text = context.t("✕ The broadcast was discarded. Nobody received it.")
        await messages.show(update, context, Screen(text))
    elif found.state is not BroadcastState.DRAFT:
        await messages.show(update, context, screens.progress(found, context.t))
    elif action in {BroadcastAction.CONTENT, BroadcastAction.LINKS}:
        await _ask(context, found, action)
    elif action is BroadcastAction.SEND and verdict is Verdict.DONE:
        count = await _count(context, found)
        await messages.show(update, context, screens.confirm(context.t, found, count))
    else:
        await messages.show(update, context, await _choice(context, found))


async def _act(
    session: Session, update: Update, context: Context, action: BroadcastAction, data: CallbackData
) -> Answer:
    tapped = Tapped(data.number(0), context.actor.user_id, data.text(3))
    now, is_open = context.now(), context.services.is_open
    if action in _TURNS:
        return await service.turn(session, tapped, _TURNS[action], now)
    if action is BroadcastAction.DISCARD:
        return await service.discard(session, tapped)
    if action is BroadcastAction.SEND:
        return await service.ask_to_confirm(session, tapped, now, is_open=is_open)
    if action is BroadcastAction.SEND_SURE:
        message = update.effective_message
        shown = message.message_id if message else None
        return await service.confirm(session, tapped, shown, now, is_open=is_open)
    return await service.choose(session, tapped, **_chosen(context, action, data.text(2)))


def _chosen(context: Context, action: BroadcastAction, value: str) -> dict[str, Any]:
    """Return to whom it is to go by a button; what this bot never offered changes nothing."""
    if action is BroadcastAction.KIND and value in set(Kind):
        return {"kind": Kind(value)}
    languages = {"", *context.services.catalogues.languages()}
    if action is BroadcastAction.LANGUAGE and value in languages:
        return {"language": value}
    if action is BroadcastAction.DAYS and value in map(str, DAYS):
        return {"days": int(value)}
    return {}


def _said(context: Context, action: BroadcastAction, verdict: Verdict) -> str:
    t = context.t
    if verdict is Verdict.OUTDATED:
        return t.plain(OUT_OF_DATE)
    if verdict is Verdict.NOBODY:
        return t.plain("No chat matches that.")
    if action is BroadcastAction.STOP and verdict is Verdict.DONE:
        return t.plain("It is paused. Stop it for good, or continue.")
    return ""


async def _show_present(update: Update, context: Context, draft: Broadcast) -> None:
    """Take the buttons off an older preview, and show the draft as it is now below it."""
    await messages.show(update, context, Screen(context.t("This preview is out of date.")))
    if draft.content:
        await broadcast_sender.post(context.bot, context.actor.chat.id, draft.content, context.t)
        await messages.send(context, await _choice(context, draft))
    else:
        await _ask(context, draft, BroadcastAction.CONTENT)
