"""Owners override the catalogue by buttons: they hide, rename, move and pin what is in it."""

from telegram import Update

from bot.catalogue.buttons import OverrideAction
from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.catalogue.rules.editing import Edit, hide, move, move_back, pin, rename
from bot.catalogue.rules.overrides import LONGEST_NAME
from bot.catalogue.screens import overrides as screens
from bot.catalogue.service import overrides as service
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import parse_quantity
from bot.panel.service import bot_state, connecting, syncs

_PANELS_OWN = frozenset("-–—")
GONE = N_("The panel no longer sells this.")
QUESTIONS = {
    OverrideAction.RENAME: "catalogue_name",
    OverrideAction.ASK_PLACE: "catalogue_place",
}
"""What an owner is asked for, by the word of the question."""


@gate.tap(Permission.OVERRIDE)
async def override_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of overrides: `sh:<action>:<kind>:<id>:<value>`."""
    action = data.text(0)
    if action == OverrideAction.HIDDEN:
        await _hidden(update, context, data)
    elif action == OverrideAction.BELIEVE:
        await _believe(update, context, data)
    elif action in set(OverrideAction):
        await _change(update, context, data)


async def _hidden(update: Update, context: Context, data: CallbackData) -> None:
    """List what is hidden, in a message of its own at first."""
    await context.answer(update)
    number = data.number(1)
    screen = screens.hidden(context.t, catalogue_here(context).hidden, max(number, 0))
    await (messages.reply if number < 0 else messages.show)(update, context, screen)


async def _believe(update: Update, context: Context, data: CallbackData) -> None:
    """Take a panel's list as it is: `..:<panel>`, older buttons name none."""
    async with context.begin() as session:
        panel_id = data.number(1) if data.text(1) else (await bot_state.get(session)).panel_id
        waits = await syncs.accept_list(session, panel_id)
    if not waits:
        await context.answer(update, context.t.plain("This is already over."), alert=True)
        return
    await context.answer(update)
    text = context.t("🗂 The panel's list is being read again and accepted as it is.")
    await messages.show(update, context, Screen(text))


async def _change(update: Update, context: Context, data: CallbackData) -> None:
    action, t = OverrideAction(data.text(0)), context.t
    file = live_catalogue(context).storefront.file
    async with context.begin() as session:
        editor = await service.open_editor(session, file, data.text(1), data.number(2))
        change = _edit(action, data.number(3))
        if editor is not None and action is OverrideAction.RESET:
            editor = await service.reset(session, file, editor)
        elif editor is not None and change is not None:
            by, now = context.actor.user_id, context.now()
            editor = await service.edit(session, file, editor, change, by=by, now=now)
        several = len(await connecting.every(session)) > 1
    if editor is None:
        await context.answer(update, t.plain(GONE), alert=True)
    elif action in QUESTIONS:
        await context.answer(update)
        prompt = screens.ask(t, action, editor)
        about = f"{editor.it.kind}:{editor.it.id}"
        await asking.ask(context, prompt, QUESTIONS[action], about, hint=editor.it.name)
    elif action is OverrideAction.OPEN:
        await context.answer(update)
        await messages.reply(update, context, screens.editor(t, editor, several=several))
    else:
        said = "" if action is OverrideAction.SHOW else t.plain("Saved.")
        await context.answer(update, said)
        await messages.show(update, context, screens.editor(t, editor, several=several))


def _edit(action: OverrideAction, value: int) -> Edit | None:
    match action:
        case OverrideAction.HIDE:
            return hide(on=value == 1)
        case OverrideAction.PIN:
            return pin(on=value == 1)
        case OverrideAction.PLACE:
            return move(value)
        case _:
            return None


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the name or the place that an owner gives something.

    Raises:
        InputError: it is neither.
    """
    text = text_of(update.message)
    is_name = asked.kind == QUESTIONS[OverrideAction.RENAME]
    change = _named(text) if is_name else _moved(text)
    kind, _, number = asked.about.partition(":")
    file = live_catalogue(context).storefront.file
    async with context.begin() as session:
        editor = await service.open_editor(session, file, kind, int(number))
        if editor is not None:
            by, now = context.actor.user_id, context.now()
            editor = await service.edit(session, file, editor, change, by=by, now=now)
        several = len(await connecting.every(session)) > 1
    screen = Screen(context.t(GONE))
    if editor is not None:
        screen = screens.editor(context.t, editor, several=several)
    await messages.reply(update, context, screen)


def _named(text: str) -> Edit:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."),
            {"longest": LONGEST_NAME},
        )
    return rename("" if name in _PANELS_OWN else name)


def _moved(text: str) -> Edit:
    if text.strip() in _PANELS_OWN:
        return move_back
    return move(parse_quantity(text))
