"""Owners sell services of several panels as one, say which is tried first, and part them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.catalogue.buttons import MergeAction
from bot.catalogue.handlers.overrides import GONE
from bot.catalogue.on_sale import live_catalogue
from bot.catalogue.rules.merge_candidates import candidates, to_merge
from bot.catalogue.rules.sources import Preference
from bot.catalogue.screens import merge_suggestions as suggestion_screens
from bot.catalogue.screens import merging as screens
from bot.catalogue.service import merging as service
from bot.catalogue.service import several_panels
from bot.catalogue.service.merging import CannotBeMergedError
from bot.catalogue.service.several_panels import ServiceView
from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED
from bot.panel.service import overview

QUESTION = "merged_id"
"""What an owner is asked for: the ID of a service that is the same as another one."""


@owner_only.tap(Permission.OVERRIDE)
async def merging_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of these pages: `me:<action>:<service>:<another one>:<about>`."""
    action = data.text(0)
    if action == MergeAction.MERGE:
        await _merge(update, context, data)
    elif action == MergeAction.ASK_ID:
        await _ask_id(update, context, data)
    elif action in _CHANGES:
        await _change(update, context, data)
    elif action in _PAGES:
        await _show(update, context, data)


async def _show(update: Update, context: Context, data: CallbackData) -> None:
    if data.text(0) == MergeAction.SUGGESTIONS:
        await context.answer(update)  # of a large catalogue they take seconds
    screen = await _PAGES[data.text(0)](context, data)
    if screen is None:
        await context.answer(update, context.t.plain(GONE), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, screen)


async def _sources(context: Context, data: CallbackData) -> Screen | None:
    async with context.read() as session:
        view = await several_panels.load(session, data.number(1), context.now())
    return None if view is None else screens.sources(context.t, view)


async def _part_sure(context: Context, data: CallbackData) -> Screen | None:
    async with context.read() as session:
        view = await several_panels.load(session, data.number(1), context.now())
    source = None if view is None else view.source(data.number(2))
    if view is None or source is None or view.preference is None:
        return await _sources(context, data)
    return screens.part_sure(context.t, view, source)


async def _candidates(context: Context, data: CallbackData) -> Screen | None:
    async with context.read() as session:
        view = await several_panels.load(session, data.number(1), context.now())
        merged = await service.panels_of_all(session)
        names = await overview.names(session)
    if view is None:
        return None
    on_sale = live_catalogue(context).current
    found = await asyncio.to_thread(candidates, on_sale, view.key, merged)
    return suggestion_screens.candidates(context.t, view, found, names)


async def _compare(context: Context, data: CallbackData) -> Screen | None:
    async with context.read() as session:
        pair = await several_panels.compare(session, data.number(1), data.number(2))
    return None if pair is None else suggestion_screens.compare(context.t, pair, _page(data))


async def _ask_id(update: Update, context: Context, data: CallbackData) -> None:
    async with context.read() as session:
        view = await several_panels.load(session, data.number(1), context.now())
    if view is None:
        await context.answer(update, context.t.plain(GONE), alert=True)
        return
    await context.answer(update)
    await asking.ask(context, suggestion_screens.ask_id(context.t, view), QUESTION, str(view.key))


async def id_reply(update: Update, context: Context, asked: Question) -> None:
    """Compare a service with the one whose ID an owner has sent.

    Raises:
        InputError: there is none with that ID.
    """
    typed = text_of(update.message).strip()
    other = live_catalogue(context).current.with_id(typed)
    if other is None:
        raise InputError(N_("There is no service {id}."), {"id": typed})
    async with context.read() as session:
        pair = await several_panels.compare(session, int(asked.about), other.key)
    screen = Screen(context.t(GONE))
    if pair is not None:
        screen = suggestion_screens.compare(context.t, pair, page="")
    await messages.reply(update, context, screen)


async def _suggestions(context: Context, data: CallbackData) -> Screen:
    found = await live_catalogue(context).suggestions()
    async with context.read() as session:
        merged = await service.panels_of_all(session)
        names = await overview.names(session)
    followed = to_merge(found, merged) if names else []
    return suggestion_screens.suggestions(context.t, followed, data.number(1), names)


_PAGES: Mapping[str, Callable[[Context, CallbackData], Awaitable[Screen | None]]] = {
    MergeAction.SHOW: _sources,
    MergeAction.PART: _part_sure,
    MergeAction.ADD: _candidates,
    MergeAction.COMPARE: _compare,
    MergeAction.SUGGESTIONS: _suggestions,
}


async def _change(update: Update, context: Context, data: CallbackData) -> None:
    """Do something with a service's sources, and show them as they are now."""
    refusal: str | None = None
    async with context.begin() as session:
        view = await several_panels.load(session, data.number(1), context.now())
        is_done = view is not None and await _CHANGES[data.text(0)](session, context, view, data)
        if view is None:
            refusal = GONE
        elif not is_done:
            refusal = CHANGED
        view = await several_panels.load(session, data.number(1), context.now())
    await context.answer(update, context.t.plain(refusal or N_("Saved.")), alert=bool(refusal))
    if view is not None:
        await messages.show(update, context, screens.sources(context.t, view))


async def _prefer(
    session: Session, context: Context, view: ServiceView, data: CallbackData
) -> bool:
    if view.preference is None or data.text(2) not in set(Preference):
        return False
    by, now = context.actor.user_id, context.now()
    await service.prefer(session, view.key, Preference(data.text(2)), by=by, now=now)
    return True


async def _put_first(
    session: Session, context: Context, view: ServiceView, data: CallbackData
) -> bool:
    source = view.source(data.number(2))
    if source is None:
        return False
    by, now = context.actor.user_id, context.now()
    await service.put_first(session, source.key, by=by, now=now)
    return True


async def _take_as_it_is(
    session: Session, context: Context, view: ServiceView, data: CallbackData
) -> bool:
    source = view.source(data.number(2))
    if source is None or screens.digest_of_name(source) != data.text(3):
        return False
    by, now = context.actor.user_id, context.now()
    await service.take_as_it_is(session, source.key, by=by, now=now)
    return True


async def _part(session: Session, _: Context, view: ServiceView, data: CallbackData) -> bool:
    source = view.source(data.number(2))
    if source is None or screens.digest_of_sources(view) != data.text(3):
        return False
    await service.part(session, source.key)
    return True


_Change = Callable[[Session, Context, ServiceView, CallbackData], Awaitable[bool]]
"""Does something with a service; `False`: what the button showed is out of date."""
_CHANGES: Mapping[str, _Change] = {
    MergeAction.PREFER: _prefer,
    MergeAction.FIRST: _put_first,
    MergeAction.AS_IT_IS: _take_as_it_is,
    MergeAction.PART_SURE: _part,
}


async def _merge(update: Update, context: Context, data: CallbackData) -> None:
    """Sell two services as one, as they were shown; a second tap shows what the first has done."""
    one_id, other_id = data.number(1), data.number(2)
    async with context.begin() as session:
        pair = await several_panels.compare(session, one_id, other_id)
        is_done = await service.merged_into(session, other_id) == one_id
        is_shown = pair is None or suggestion_screens.digest(pair) == data.text(3)
        refusal = None if is_done or not is_shown else await _merged(session, context, data)
    if not (is_done or is_shown):
        await context.answer(update, context.t.plain(CHANGED), alert=True)
        screen = await _compare(context, data)
    else:
        await context.answer(update, "" if refusal else context.t.plain("Saved."))
        screen = refusal or await _sources(context, data)
    if screen is not None:
        await messages.show(update, context, screen)


async def _merged(session: Session, context: Context, data: CallbackData) -> Screen | None:
    """Merge two services; return why not, if they cannot be."""
    one_id, other_id = data.number(1), data.number(2)
    by, now = context.actor.user_id, context.now()
    try:
        await service.merge(session, one_id, other_id, by=by, now=now)
    except CannotBeMergedError as error:
        found = list(error.differences)
        return suggestion_screens.cannot(context.t, one_id, found, _page(data))
    return None


def _page(data: CallbackData) -> str:
    """Return the page of the suggestions to which a screen leads back; empty: to none."""
    number = data.number(4 if data.text(0) == MergeAction.MERGE else 3)
    return "" if number < 0 else str(number)
