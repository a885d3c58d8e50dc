"""Shaping the catalogue by buttons: owners hide, rename, move and pin what is in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from telegram import Update

from bot.catalogue.buttons import OverrideAction
from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.overrides import LAST, LONGEST_NAME, Override, Sibling, alike, reposition
from bot.catalogue.screens import overrides as screens
from bot.catalogue.store import overrides
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import parse_quantity
from bot.orders.screens import texts
from bot.panel.service import syncs

_PROMPT = re.compile(r"(✏️|🔢) (category|service):(\d{1,18})\b")
_PANELS_OWN = frozenset("-–—")
GONE = N_("The provider does not sell this any more.")
_ASKING = frozenset({OverrideAction.RENAME, OverrideAction.ASK_PLACE})


@gate.tap(Permission.OVERRIDE)
async def override_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of shaping: `sh:<action>:<kind>:<id>:<value>`."""
    action = data.text(0)
    if action == OverrideAction.HIDDEN:
        await _hidden(update, context, data)
    elif action == OverrideAction.BELIEVE:
        await _believe(update, context)
    elif action in set(OverrideAction):
        await _change(update, context, data)


async def _hidden(update: Update, context: Context, data: CallbackData) -> None:
    """List what is hidden, in a message of its own at first."""
    await context.answer(update)
    number = data.number(1)
    screen = screens.hidden(context.t, catalogue_here(context).hidden, max(number, 0))
    await (messages.reply if number < 0 else messages.show)(update, context, screen)


async def _believe(update: Update, context: Context) -> None:
    """Take the panel's list as it is, however short."""
    async with context.begin() as session:
        waits = await syncs.accept_short_list(session)
    if not waits:
        await context.answer(update, context.t.plain("This is over already."), alert=True)
        return
    await context.answer(update)
    text = context.t("🗂 The provider's list is read again, and taken as it is.")
    await messages.show(update, context, Screen(text))


@dataclass(frozen=True, slots=True)
class Desk:
    """Something that is being shaped, with those that are `alike`."""

    it: Sibling
    shown: Sequence[Sibling]


async def _desk(session: Session, context: Context, kind: str, number: int) -> Desk | None:
    """Return how something is shaped now; `None` if the panel does not sell it any more."""
    if kind not in set(Kind):
        return None
    file = live_catalogue(context).file
    beside = await overrides.siblings(session, file, Kind(kind), number)
    it = next((other for other in beside if other.id == number), None)
    return None if it is None else Desk(it, alike(it, beside))


async def _override(
    session: Session, context: Context, desk: Desk, wanted: Mapping[int, Override]
) -> Desk | None:
    by, now = context.actor.user_id, context.now()
    await overrides.put(session, desk.it.kind, wanted, by=by, now=now)
    return await _desk(session, context, desk.it.kind, desk.it.id)


async def _change(update: Update, context: Context, data: CallbackData) -> None:
    action, t = OverrideAction(data.text(0)), context.t
    async with context.begin() as session:
        desk = await _desk(session, context, data.text(1), data.number(2))
        if desk is not None and action is OverrideAction.RESET:
            await overrides.forget(session, desk.it.kind, desk.it.id)
            desk = await _desk(session, context, desk.it.kind, desk.it.id)
        elif desk is not None and action in _WANTED:
            wanted = _WANTED[action](desk, data.number(3))
            desk = await _override(session, context, desk, wanted)
    if desk is None:
        await context.answer(update, t.plain(GONE), alert=True)
    elif action in _ASKING:
        await context.answer(update)
        prompt = screens.ask(t, action, desk.it, len(desk.shown))
        await messages.ask(context, prompt, reply_to=None, hint=desk.it.name)
    elif action is OverrideAction.OPEN:
        await context.answer(update)
        await messages.reply(update, context, screens.desk(t, desk.it, desk.shown))
    else:
        await context.answer(update, t.plain("Saved."))
        await messages.show(update, context, screens.desk(t, desk.it, desk.shown))


def _placed(desk: Desk, place: int) -> Mapping[int, Override]:
    if desk.it.override.hidden or place < 1:
        return {}
    return reposition(desk.shown, desk.it.id, min(place, LAST))


_WANTED: dict[OverrideAction, Callable[[Desk, int], Mapping[int, Override]]] = {
    OverrideAction.HIDE: lambda desk, value: {desk.it.id: Override(hidden=value == 1)},
    # Its place was one among others.
    OverrideAction.PIN: lambda desk, value: {desk.it.id: Override(pinned=value == 1, place=0)},
    OverrideAction.PLACE: _placed,
}


def is_reply(update: Update, _: Context) -> bool:
    """Return whether a message answers the question for a name or a place."""
    return messages.answered(update, _PROMPT) is not None


@gate.command(Permission.OVERRIDE)
async def reply(update: Update, context: Context) -> None:
    """Take the name or the place that an owner gives something."""
    message, prompt, t = update.effective_message, messages.answered(update, _PROMPT), context.t
    if message is None or prompt is None:
        return
    sign, kind, number = prompt.groups()
    try:
        text = text_of(message)
        take = _named(text) if sign == "✏️" else _moved(text)
    except InputError as error:
        await messages.reply(update, context, Screen(texts.input_error(t, error)))
        return
    async with context.begin() as session:
        desk = await _desk(session, context, kind, int(number))
        if desk is not None:
            desk = await _override(session, context, desk, take(desk))
    screen = screens.desk(t, desk.it, desk.shown) if desk else Screen(t(GONE))
    await messages.reply(update, context, screen)


def _named(text: str) -> Callable[[Desk], Mapping[int, Override]]:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise InputError(
            N_("A line is too long: at most {longest} characters."), {"longest": LONGEST_NAME}
        )
    return lambda desk: {desk.it.id: Override(name="" if name in _PANELS_OWN else name)}


def _moved(text: str) -> Callable[[Desk], Mapping[int, Override]]:
    if text.strip() in _PANELS_OWN:
        return lambda desk: {desk.it.id: Override(place=0)}
    place = parse_quantity(text)
    return lambda desk: _placed(desk, place)
