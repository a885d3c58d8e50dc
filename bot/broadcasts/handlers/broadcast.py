"""/broadcast: an owner composes a message, sees it, chooses to whom it goes, and sends it."""

import re
from dataclasses import dataclass

from markupsafe import Markup
from telegram import Message, Update
from telegram.error import BadRequest

from bot.broadcasts import screens
from bot.broadcasts import store as broadcasts_store
from bot.broadcasts.buttons import BroadcastAction
from bot.broadcasts.handlers import broadcast_sender
from bot.broadcasts.rules import BroadcastState, Kind, read_links
from bot.broadcasts.screens import CONTENT_SIGN, DAYS
from bot.broadcasts.tables import Broadcast
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of
from bot.core.telegram.screen import Screen
from bot.orders.screens import texts

_PROMPT = re.compile(r"(📣|🔗) (?:message|buttons):(\d{1,18})\b")
_TURNS = {
    BroadcastAction.PAUSE: BroadcastState.PAUSED,
    BroadcastAction.STOP: BroadcastState.PAUSED,
    BroadcastAction.GO_ON: BroadcastState.RUNNING,
    BroadcastAction.STOP_SURE: BroadcastState.STOPPED,
}


@gate.command(Permission.BROADCAST)
async def broadcast(update: Update, context: Context) -> None:
    """Ask for the message: /broadcast. In a group others would read along."""
    actor, t = context.actor, context.t
    if actor.is_group:
        text = t("Write /broadcast in your private chat with me.")
        await messages.reply(update, context, Screen(text))
        return
    async with context.begin() as session:
        draft = await broadcasts_store.begin(session, actor.user_id, context.now())
    await _ask(context, draft, BroadcastAction.CONTENT)


async def _ask(context: Context, draft: Broadcast, action: BroadcastAction) -> None:
    wants_links = action is BroadcastAction.LINKS
    prompt = (screens.ask_links if wants_links else screens.ask_content)(context.t, draft)
    await messages.ask(context, prompt, reply_to=None, hint="")


def is_reply(update: Update, _: Context) -> bool:
    """Return whether a message answers the question for a broadcast's message or buttons."""
    return messages.answered(update, _PROMPT) is not None


@gate.command(Permission.BROADCAST)
async def reply(update: Update, context: Context) -> None:
    """Take the message, or the buttons, that an owner gives a broadcast, and show it."""
    message, prompt, t = update.effective_message, messages.answered(update, _PROMPT), context.t
    if message is None or prompt is None:
        return
    sign, number = prompt.groups()
    draft = await _draft(context, int(number))
    if draft is None:
        await messages.reply(update, context, Screen(_gone(context)))
        return
    try:
        content = _taken(draft, message) if sign == CONTENT_SIGN else _linked(draft, message)
    except InputError as error:
        await messages.reply(update, context, Screen(texts.input_error(t, error)))
        return
    if not content.text and content.photo is None:
        await _ask(context, draft, BroadcastAction.CONTENT)
    elif await _preview(update, context, content):
        await _keep(context, draft.id, content)
        await messages.send(context, await _desk(context, content))


async def _draft(context: Context, broadcast_id: int) -> Broadcast | None:
    async with context.begin() as session:
        found = await broadcasts_store.own(session, broadcast_id, context.actor.user_id)
    return found if found is not None and found.state is BroadcastState.DRAFT else None


def _gone(context: Context) -> Markup:
    return context.t("This broadcast is gone. Begin another one with /broadcast.")


def _taken(draft: Broadcast, message: Message) -> Broadcast:
    """Return a draft with a message as its content."""
    found = Broadcast(**draft.model_dump())
    entities = message.caption_entities if message.photo else message.entities
    found.text = (message.caption if message.photo else message.text) or ""
    found.entities = [entity.to_dict() for entity in entities]
    found.photo = message.photo[-1].file_id if message.photo else None
    return found


def _linked(draft: Broadcast, message: Message) -> Broadcast:
    found = Broadcast(**draft.model_dump())
    found.links = [[link.label, link.url] for link in read_links(linked_text_of(message))]
    return found


async def _preview(update: Update, context: Context, content: Broadcast) -> bool:
    """Show what every chat would get; `False` if Telegram does not take it."""
    try:
        await broadcast_sender.post(context.bot, context.actor.chat.id, content, context.t)
    except BadRequest as error:
        text = context.t("Telegram does not take this: {words}", words=error.message)
        await messages.reply(update, context, Screen(text))
        return False
    return True


async def _keep(context: Context, broadcast_id: int, content: Broadcast) -> None:
    async with context.begin() as session:
        found = await broadcasts_store.own(session, broadcast_id, context.actor.user_id)
        if found is not None and found.state is BroadcastState.DRAFT:
            found.text, found.entities = content.text, content.entities
            found.photo, found.links = content.photo, content.links


async def _desk(context: Context, draft: Broadcast) -> Screen:
    languages = context.services.catalogues.languages()
    return screens.desk(context.t, draft, await _count(context, draft), languages)


async def _count(context: Context, draft: Broadcast) -> int:
    async with context.read() as session:
        now, is_open = context.now(), context.services.is_open
        return await broadcasts_store.count(session, draft, now, is_open=is_open)


@dataclass(frozen=True, slots=True)
class _Done:
    """What a tap has come to: the broadcast, and what is said.

    Attributes:
        is_old: the button was shown with another message, or with another choice of chats.
    """

    news: Broadcast | None
    said: str = ""
    is_old: bool = False


@gate.tap(Permission.BROADCAST)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a broadcast: `bc:<broadcast>:<action>:<value>:<digest>`."""
    if data.text(1) not in set(BroadcastAction):
        return
    action = BroadcastAction(data.text(1))
    async with context.begin() as session:
        done = await _act(session, update, context, action, data)
    if done.news is None:
        await context.answer(update, _gone(context), alert=True)
        return
    await context.answer(update, done.said, alert=bool(done.said))
    if done.is_old:
        await _show_present(update, context, done.news)
    elif action is BroadcastAction.DISCARD:
        text = context.t("✖️ The broadcast was left. Nobody got it.")
        await messages.show(update, context, Screen(text))
    elif done.news.state is not BroadcastState.DRAFT:
        await messages.show(update, context, screens.progress(done.news, context.t))
    elif action in {BroadcastAction.CONTENT, BroadcastAction.LINKS}:
        await _ask(context, done.news, action)
    elif action is BroadcastAction.SEND and not done.said:
        count = await _count(context, done.news)
        await messages.show(update, context, screens.sure(context.t, done.news, count))
    else:
        await messages.show(update, context, await _desk(context, done.news))


async def _act(
    session: Session, update: Update, context: Context, action: BroadcastAction, data: CallbackData
) -> _Done:
    news = await broadcasts_store.own(session, data.number(0), context.actor.user_id)
    if news is None:
        return _Done(None)
    if action in _TURNS:
        turned = await broadcasts_store.turn(session, news, _TURNS[action], context.now())
        asks = turned and action is BroadcastAction.STOP
        said = context.t.plain("It is paused. Stop it for good, or let it continue.")
        return _Done(news, said if asks else "")
    if news.state is not BroadcastState.DRAFT:
        return _Done(news)
    if data.text(3) != screens.digest(news, action):
        return _Done(news, context.t.plain("This button is out of date."), is_old=True)
    if action in {BroadcastAction.SEND, BroadcastAction.SEND_SURE}:
        return await _send(session, update, context, action, news)
    if action is BroadcastAction.DISCARD:
        await broadcasts_store.discard(session, news)
    else:
        _choose(context, news, action, data.text(2))
    return _Done(news)


async def _show_present(update: Update, context: Context, draft: Broadcast) -> None:
    """Take the buttons off an older preview, and show the draft as it is now below it."""
    await messages.show(update, context, Screen(context.t("This preview is out of date.")))
    if draft.text or draft.photo is not None:
        await broadcast_sender.post(context.bot, context.actor.chat.id, draft, context.t)
        await messages.send(context, await _desk(context, draft))
    else:
        await _ask(context, draft, BroadcastAction.CONTENT)


def _choose(context: Context, draft: Broadcast, action: BroadcastAction, value: str) -> None:
    """Change to whom it goes; what this bot never offered changes nothing."""
    languages = {"", *context.services.catalogues.languages()}
    if action is BroadcastAction.KIND and value in set(Kind):
        draft.kind = Kind(value)
    elif action is BroadcastAction.LANGUAGE and value in languages:
        draft.language = value
    elif action is BroadcastAction.DAYS and value in map(str, DAYS):
        draft.days = int(value)


async def _send(
    session: Session, update: Update, context: Context, action: BroadcastAction, draft: Broadcast
) -> _Done:
    """Let it go if that is what was tapped; say so if there is nobody to send it to."""
    now, is_open = context.now(), context.services.is_open
    message = update.effective_message
    if action is BroadcastAction.SEND:
        found = await broadcasts_store.count(session, draft, now, is_open=is_open)
    else:
        draft.message_id = message.message_id if message else None
        await broadcasts_store.start(session, draft, now, is_open=is_open)
        found = draft.total
    return _Done(draft, "" if found else context.t.plain("No chat is like that."))
