"""Owners make the ways to pay by hand, in their private chat."""

from collections.abc import Mapping

from telegram import Update

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
from bot.manual_payments.buttons import OwnedAction, OwnedQuestion
from bot.manual_payments.rules import words
from bot.manual_payments.screens import owned as screens
from bot.manual_payments.screens.owned import MethodPage
from bot.manual_payments.service import methods
from bot.manual_payments.tables import ManualMethod
from bot.wallet.selling import NO_WALLETS, Action, serve_tap, wallet_currency

_ONE_OWNER = N_("There is only one owner: add a second one to OWNER_IDS first.")
_NOT_THERE = N_("This way to pay was removed.")
_OF_ALL = frozenset({OwnedQuestion.TWO_OWNERS, OwnedQuestion.FIRST})


@owner_only.tap(Permission.ADMIN)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button about the ways to pay by hand: `mo:<action>:<method>:<what>`."""
    await serve_tap(update, context, data, _ACTIONS)


async def _home(update: Update, context: Context, currency: str, _: CallbackData) -> None:
    await context.answer(update)
    await messages.show(update, context, await _home_screen(context, currency))


async def _home_screen(context: Context, currency: str) -> Screen:
    async with context.read() as session:
        found, held = await methods.all_of(session), await methods.settings(session)
    return screens.home(context.t, found, held, currency)


async def _show(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    async with context.read() as session:
        method = await methods.get(session, data.number(1))
        screen = None if method is None else await _page(session, context, method, currency)
    await _answer(update, context, screen)


async def _page(session: Session, context: Context, method: ManualMethod, currency: str) -> Screen:
    lacks = await methods.lacks(session, method, currency)
    return screens.method(context.t, MethodPage(method, lacks, currency))


async def _answer(update: Update, context: Context, screen: Screen | None) -> None:
    """Show a screen, or say that the method is not there any more."""
    if screen is None:
        await context.answer(update, context.t.plain(_NOT_THERE), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, screen)


async def _change(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    action, on = OwnedAction(data.text(0)), data.number(2) == 1
    async with context.begin() as session:
        method = await methods.lock(session, data.number(1))
        screen = None
        if method is not None:
            if action is OwnedAction.SWITCH:
                method.is_on = on and not await methods.lacks(session, method, currency)
            elif action is OwnedAction.PICTURE:
                method.wants_picture = on
            else:
                method.wants_reference = on
            session.add(method)
            screen = await _page(session, context, method, currency)
    await _answer(update, context, screen)


async def _remove(update: Update, context: Context, _: str, data: CallbackData) -> None:
    async with context.read() as session:
        method = await methods.get(session, data.number(1))
    screen = None if method is None else screens.removal(context.t, method)
    await _answer(update, context, screen)


async def _surely(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    async with context.begin() as session:
        method = await methods.lock(session, data.number(1))
        if method is not None:
            method.is_on, method.is_removed = False, True
            session.add(method)
    await _home(update, context, currency, data)


async def _ask(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Ask for a new method's name, for something of a method, or of all of them."""
    action = data.text(0)
    word = {OwnedAction.ADD: OwnedQuestion.NAME}.get(
        OwnedAction(action), data.text(1 if action == OwnedAction.SET else 2)
    )
    if word not in set(OwnedQuestion):
        return
    question = OwnedQuestion(word)
    if question is OwnedQuestion.TWO_OWNERS and len(context.services.owners) < 2:  # noqa: PLR2004
        await context.answer(update, context.t.plain(_ONE_OWNER), alert=True)
        return
    await context.answer(update)
    about = str(data.number(1)) if action == OwnedAction.EDIT else ""
    text = context.t(screens.QUESTIONS[question], currency=currency)
    await asking.ask(context, text, question, about)


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what an owner types about a method, or about all of them.

    Raises:
        InputError: it cannot be taken, or the method was removed.
    """
    currency, question = wallet_currency(context), OwnedQuestion(asked.kind)
    if currency is None:
        raise InputError(NO_WALLETS)
    typed = text_of(update.message)
    if question in _OF_ALL:
        await _set(context, question, words.read_limit(typed, currency))
        screen = await _home_screen(context, currency)
    else:
        async with context.begin() as session:
            method = await _method(session, asked.about, typed, currency)
            _edit(method, question, typed, currency)
            session.add(method)
            if await methods.lacks(session, method, currency):
                method.is_on = False
            screen = await _page(session, context, method, currency)
    await messages.reply(update, context, screen)


async def _method(session: Session, about: str, typed: str, currency: str) -> ManualMethod:
    if not about:
        name = words.read_text(typed, words.LONGEST_NAME)
        return await methods.add(session, name, currency)
    method = await methods.lock(session, int(about))
    if method is None:
        raise InputError(_NOT_THERE)
    return method


def _edit(method: ManualMethod, question: OwnedQuestion, typed: str, currency: str) -> None:
    match question:
        case OwnedQuestion.NAME:
            method.name = words.read_text(typed, words.LONGEST_NAME)
        case OwnedQuestion.TEXT:
            method.text = words.read_text(typed, words.LONGEST_TEXT)
        case OwnedQuestion.CURRENCY:
            method.currency = words.read_currency(typed)
        case OwnedQuestion.LEAST:
            method.least = words.read_limit(typed, currency)
        case OwnedQuestion.MOST:
            method.most = words.read_limit(typed, currency)
        case OwnedQuestion.PERCENT:
            method.percent = words.read_percent(typed)


async def _set(context: Context, question: OwnedQuestion, units: int) -> None:
    async with context.begin() as session:
        held = await methods.lock_settings(session)
        if question is OwnedQuestion.TWO_OWNERS:
            held.two_owners_from = units
        else:
            held.first_most = units
        session.add(held)


_ACTIONS: Mapping[str, Action] = {
    OwnedAction.HOME: _home,
    OwnedAction.SHOW: _show,
    OwnedAction.ADD: _ask,
    OwnedAction.EDIT: _ask,
    OwnedAction.SET: _ask,
    OwnedAction.SWITCH: _change,
    OwnedAction.PICTURE: _change,
    OwnedAction.REFERENCE: _change,
    OwnedAction.REMOVE: _remove,
    OwnedAction.SURELY: _surely,
}
